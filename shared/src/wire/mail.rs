//! What is asked of a server that sends mail.

use minicbor::data::Type;
use minicbor::decode::Error;
use minicbor::{Decode, Decoder, Encode};

use crate::access::Role;

/// Somebody forgot their password. The answer says nothing of whether the address has an account.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Forgotten {
    /// The email address, as typed.
    #[n(0)]
    pub email: String,
}

/// An invitation to be made.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
pub struct Invite {
    /// What whoever uses it becomes.
    #[n(0)]
    pub role: Role,
    /// Where its link is to be mailed, as typed; none where it is handed over by hand.
    #[n(1)]
    pub email: Option<String>,
}

/// An app of before mail sends the role alone.
impl<'b, C> Decode<'b, C> for Invite {
    fn decode(decoder: &mut Decoder<'b>, context: &mut C) -> Result<Self, Error> {
        if decoder.datatype()? != Type::Array {
            return Ok(Self { role: Role::decode(decoder, context)?, email: None });
        }
        // An array ends with the last field that has a value.
        let fields = decoder.array()?;
        let role = Role::decode(decoder, context)?;
        match fields {
            Some(1) => Ok(Self { role, email: None }),
            Some(2) => Ok(Self { role, email: Option::decode(decoder, context)? }),
            _ => Err(Error::message("an invitation has a role and an address")),
        }
    }
}

/// What became of the mail with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Mailing {
    /// The mail server took it.
    #[n(1)]
    Taken,
    /// The mail server did not take it yet; it is tried again for some minutes.
    #[n(2)]
    Trying,
    /// The mail server refuses it: most likely there is no such address.
    #[n(3)]
    Refused,
    /// The mail server was not reached, or is in trouble.
    #[n(4)]
    Failed,
    /// It was not sent: there were too many mails.
    #[n(5)]
    TooMany,
    /// It was not sent: this server sends none.
    #[n(6)]
    NoMail,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::accounts::{read, write};

    #[test]
    fn an_invitation_is_read_with_an_address_without_one_and_from_an_app_of_before() {
        for email in [None, Some("lena@example.org".to_owned())] {
            let invite = Invite { role: Role::Member, email };
            assert_eq!(read(&write(&invite)), Ok(invite));
        }
        let alone = Invite { role: Role::Admin, email: None };
        assert_eq!(read(&write(&Role::Admin)), Ok(alone));
        for broken in
            [&[0x80][..], &[0x81, 9], &[0x82, 2], &[0x82, 2, 0xf6, 0xf6], &[0x83, 2, 0xf6, 0xf6]]
        {
            assert!(read::<Invite>(broken).is_err(), "{broken:?}");
        }
    }
}
