//! What columns say of consent: whether somebody may be written to or called.

use super::heads::{is_among, letters};
use super::reading::yes_or_no;
use crate::edit::Edit;
use crate::id::ItemId;
use crate::model::{ConsentChannel, ConsentStatement};
use crate::time::Timestamp;

/// Channels with their usual heads, folded, without anything but letters.
const HEADS: [(ConsentChannel, &str); 5] = [
    (
        ConsentChannel::Email,
        "emailconsent emailoptin optin optedin newsletter emailnewsletter acceptsmarketing \
         acceptsemailmarketing emailmarketing emailmarketingconsent marketingconsent \
         emailsubscriptionstatus emailsubscribed subscribed gdprconsent",
    ),
    (
        ConsentChannel::Sms,
        "smsconsent smsoptin acceptssmsmarketing smsmarketing smsmarketingconsent smssubscribed textconsent",
    ),
    (ConsentChannel::Phone, "phoneconsent callconsent phoneoptin acceptscalls maycall"),
    (ConsentChannel::Post, "postconsent postoptin mailconsent acceptspost letters maypost"),
    (ConsentChannel::Whatsapp, "whatsappconsent whatsappoptin acceptswhatsapp"),
];

/// The channel whose consent a head is about.
pub(super) fn channel_of_head(title: &str) -> Option<ConsentChannel> {
    let letters = letters(title);
    HEADS.iter().find(|(_, heads)| is_among(heads, &letters)).map(|(channel, _)| *channel)
}

/// Whether somebody agreed, as files say it.
pub(super) fn agreed(cell: &str) -> Option<bool> {
    match letters(cell).as_str() {
        "subscribed" | "optedin" | "optin" | "granted" | "agreed" | "confirmed" => Some(true),
        "unsubscribed" | "optedout" | "optout" | "denied" | "withdrawn" | "declined"
        | "nonsubscribed" => Some(false),
        _ => yes_or_no(cell),
    }
}

/// What a screen says of it.
pub(super) fn words(given: bool) -> &'static str {
    if given { "agreed" } else { "said no" }
}

/// The statement that a file makes.
pub(super) fn statement(id: ItemId, channel: ConsentChannel, given: bool, at: Timestamp) -> Edit {
    let how = Some("import".to_owned());
    let statement = ConsentStatement { channel, given, at, how, words: None, by: None };
    Edit::AddConsent { id, statement }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_read_as_other_programs_write_it() {
        for (title, channel) in [
            ("Email Subscription Status", Some(ConsentChannel::Email)),
            ("Accepts SMS Marketing", Some(ConsentChannel::Sms)),
            ("Email", None),
        ] {
            assert_eq!(channel_of_head(title), channel, "{title}");
        }
        for (cell, given) in [
            ("yes", Some(true)),
            ("Subscribed", Some(true)),
            ("opted-out", Some(false)),
            ("unsubscribed", Some(false)),
            ("FALSE", Some(false)),
            ("pending", None),
        ] {
            assert_eq!(agreed(cell), given, "{cell}");
        }
    }
}
