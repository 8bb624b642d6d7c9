//! What stands in the mails. Plain text: it reads the same everywhere, and shows where a link leads.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{Address, address::Envelope};
use shared::access::Role;
use shared::time::Timestamp;
use shared::wire::accounts::Token;

use crate::access::token;
use crate::operations::Stamp;
use crate::storage::StorageError;

/// A mail that is ready to be handed over.
pub(crate) struct Letter {
    /// What kind it is, for the log, which learns nothing else of it.
    pub(super) kind: &'static str,
    pub(super) envelope: Envelope,
    pub(super) bytes: Vec<u8>,
}

/// From whom mails are, and where what they say leads.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) origin: &'a str,
}

/// An invitation, as its mail tells of it.
pub(crate) struct Invitation<'a> {
    pub(crate) inviter: &'a str,
    pub(crate) workspace: &'a str,
    pub(crate) role: Role,
    pub(crate) token: &'a Token,
    pub(crate) expires: Timestamp,
}

impl Sender<'_> {
    /// A link for a new password, for whoever reads the mail of `name`.
    pub(super) fn new_password(
        self,
        to: Address,
        name: &str,
        token: &Token,
    ) -> Result<Letter, StorageError> {
        let (name, origin, link) = (shown(name), self.origin, self.link("new-password", token));
        let body = format!(
            "Hello {name},\n\n\
             somebody asked for a new password for your account at {origin}. Who it was is not \
             known: anybody who has your email address can ask.\n\n\
             If it was you, open this link within an hour and choose a new password:\n\n\
             {link}\n\n\
             It works once. Every device that is signed in with your account is signed out then, and \
             your passkeys are removed.\n\n\
             If it was not you, there is nothing to do. Without this link nothing changes, and your \
             password still holds. Give the link to nobody, whoever asks for it.\n"
        );
        self.letter("new password", to, "A link for a new password", body)
    }

    /// An invitation's link, for whoever reads the mail at this address.
    pub(super) fn invitation(
        self,
        to: Address,
        invitation: &Invitation<'_>,
    ) -> Result<Letter, StorageError> {
        let Invitation { role, token, expires, .. } = *invitation;
        let (inviter, workspace) = (shown(invitation.inviter), shown(invitation.workspace));
        let (origin, link) = (self.origin, self.link("invite", token));
        let (role, until) = (in_words(role), moment(expires));
        let body = format!(
            "Hello,\n\n\
             {inviter} invites you to the workspace \u{201c}{workspace}\u{201d} at {origin}. \
             Regulars keeps what a team knows of the people who come back to it.\n\n\
             You would be {role}\n\n\
             To join, open this link until {until}:\n\n\
             {link}\n\n\
             It lets one person in, once.\n\n\
             If you do not know {inviter}, or do not want to join, there is nothing to do: the link \
             ends by itself.\n"
        );
        let subject = format!("{inviter} invites you to \u{201c}{workspace}\u{201d}");
        self.letter("invitation", to, &subject, body)
    }

    /// What `regulars send-test-mail` sends.
    pub(super) fn test(self, to: Address) -> Result<Letter, StorageError> {
        let origin = self.origin;
        let body = format!(
            "Hello,\n\n\
             this is the test that was asked for by `regulars send-test-mail`. Mail from {origin} \
             reaches you.\n"
        );
        self.letter("test", to, "A test of Regulars\u{2019} mail", body)
    }

    /// Behind the #, a token reaches no server's log on its way.
    fn link(self, what: &str, token: &Token) -> String {
        format!("{}/#{what}={}", self.origin, token::in_letters(token))
    }

    fn letter(
        self,
        kind: &'static str,
        to: Address,
        subject: &str,
        body: String,
    ) -> Result<Letter, StorageError> {
        let failed = |error: lettre::error::Error| {
            StorageError::Failed(format!("a mail could not be written: {error}"))
        };
        let place = self.from.email.domain();
        // The same at each attempt, so that a mail that comes twice is seen to be one.
        let id =
            format!("<{}@{place}>", token::in_letters(&Token(token::random::<16>()?.to_vec())));
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .date_now()
            .message_id(Some(id))
            // RFC 3834: nobody's out-of-office note comes back.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".into(),
            ))
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(failed)?;
        Ok(Letter { kind, envelope: message.envelope().clone(), bytes: message.formatted() })
    }
}

/// What somebody called themselves or a workspace, in a mail to others: on one line, not too long, and
/// nothing in it that a mail program would make a link of. Mails from here carry nobody's advertising.
fn shown(name: &str) -> String {
    const LETTERS: usize = 60;
    let mut shown = String::new();
    for letter in name.chars() {
        // Also letters that turn the direction of the line, or end it.
        let line = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let letter = if letter.is_control() || line { ' ' } else { letter };
        if shown.ends_with(['.', ':', '/', '@', '\u{3002}']) && !letter.is_whitespace() {
            shown.push(' ');
        }
        shown.push(letter);
    }
    let shown = shown.trim();
    match shown.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}\u{2026}", &shown[..end]),
        None => shown.to_owned(),
    }
}

fn in_words(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer: you see everyone in it, and change nothing.",
        Role::Member => "a member: you see everyone in it, and write.",
        Role::Admin => "an admin: you see everyone in it, write, and decide who is in.",
        Role::Owner => "an owner: you see everyone in it, write, and decide who is in and as what.",
    }
}

/// The server does not know where its reader is.
fn moment(at: Timestamp) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let stamp = Stamp { seconds: at.0.max(0).unsigned_abs() / 1000 }.to_string();
    let part = |from: usize, to: usize| stamp.get(from..to).unwrap_or_default();
    let month =
        part(4, 6).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let (day, month) = (part(6, 8).trim_start_matches('0'), month.copied().unwrap_or_default());
    format!("{day} {month} {}, {}:{} UTC", part(0, 4), part(9, 11), part(11, 13))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(write: impl FnOnce(Sender<'_>, Address) -> Result<Letter, StorageError>) -> String {
        let from = "Kiosk <kiosk@crm.example>".parse().expect("an address");
        let sender = Sender { from: &from, origin: "https://crm.example" };
        let letter = write(sender, "lena@example.org".parse().expect("an address"));
        let letter = letter.expect("written");
        assert_eq!(letter.envelope.to(), ["lena@example.org".parse().expect("an address")]);
        String::from_utf8(letter.bytes).expect("text")
    }

    fn invitation(inviter: &str, workspace: &str) -> String {
        let token = Token(vec![7; 32]);
        let (role, expires) = (Role::Admin, Timestamp(1_764_484_200_000));
        let invitation = Invitation { inviter, workspace, role, token: &token, expires };
        sent(|sender, to| sender.invitation(to, &invitation))
    }

    #[test]
    fn a_line_break_in_a_name_begins_no_header_and_no_other_mail() {
        let hostile =
            "Ada\r\nBcc: eve@example.org\r\n\r\nBuy this\r\n.\r\nMAIL FROM:<x@y.z>\u{2028}";
        let mail = invitation(hostile, hostile);
        let (head, body) = mail.split_once("\r\n\r\n").expect("a head and a body");
        let names = head.lines().filter(|line| !line.starts_with([' ', '\t']));
        let mut names: Vec<_> = names.filter_map(|line| Some(line.split_once(':')?.0)).collect();
        names.sort_unstable();
        let expected = [
            "Auto-Submitted",
            "Content-Transfer-Encoding",
            "Content-Type",
            "Date",
            "From",
            "Message-ID",
            "Subject",
            "To",
        ];
        assert_eq!(names, expected, "{head}");
        assert!(!body.lines().any(|line| line == "." || line.starts_with("Bcc")), "{body}");
    }

    #[test]
    fn a_name_carries_no_link_and_is_not_long() {
        for (name, expected) in [
            ("Ada Moreau", "Ada Moreau"),
            ("Dr. Ada, the 2nd", "Dr. Ada, the 2nd"),
            ("Buy at https://evil.example/x now", "Buy at https: / / evil. example/ x now"),
            ("eve@evil.example", "eve@ evil. example"),
            (" \u{202e}Ada\nBcc:x ", "Ada Bcc: x"),
        ] {
            assert_eq!(shown(name), expected);
        }
        assert_eq!(shown(&"x".repeat(120)).chars().count(), 61);
    }

    #[test]
    fn an_invitation_says_who_invites_where_to_as_what_and_until_when() {
        let mail = invitation("Ada", "Kiosk");
        let whole = mail.replace("=\r\n", "");
        for part in [
            "Ada invites you to the workspace",
            "Kiosk",
            "https://crm.example. Regulars",
            "an admin",
            "until 30 Nov 2025, 06:30 UTC",
            &format!("https://crm.example/#invite=3D{}", "07".repeat(32)),
        ] {
            assert!(whole.contains(part), "{part}: {whole}");
        }
    }
}
