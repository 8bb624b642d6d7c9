//! `regulars send-test-mail`: whether mail reaches somebody, before somebody waits for it.

use clap::Args;
use lettre::Address;

use super::OperationError;
use crate::config::{MailArgs, MailConfig, refuse};
use crate::mail;

/// What `regulars send-test-mail` takes.
#[derive(Debug, Clone, Args)]
pub struct TestMailArgs {
    /// Where it goes
    #[arg(value_name = "ADDRESS")]
    to: String,

    #[command(flatten)]
    mail: MailArgs,

    /// Where browsers reach the server, as `serve` takes it
    #[arg(long, env = "REGULARS_PUBLIC_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    public_origin: Vec<String>,
}

/// Hands one mail to the mail server, and says how that went.
///
/// # Errors
/// What is in the way, with the mail server's own words.
pub async fn run(args: &TestMailArgs) -> Result<(), OperationError> {
    let to: Address = args
        .to
        .trim()
        .parse()
        .map_err(|error| refuse(format!("{}: not an email address: {error}", args.to)))?;
    let config = MailConfig::from_args(&args.mail, &args.public_origin)?;
    let config =
        config.ok_or_else(|| refuse("give --smtp-url, --mail-from and --public-origin".into()))?;
    let place = config.place();
    match mail::try_out(&config, to.clone()).await {
        Ok(took) => {
            let seconds = took.as_secs_f64();
            println!(
                "{place} took a mail for {to}, in {seconds:.1} s. Whether it arrives, the mailbox \
                 shows: look among the unwanted mail, too."
            );
            Ok(())
        }
        Err(error) => Err(OperationError::Found(format!("{place}: {error}"))),
    }
}
