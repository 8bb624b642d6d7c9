//! Chromium and its driver, for the tests that need a browser.

use std::env;
use std::path::PathBuf;

use super::{apt, on_path};
use crate::run::{Outcome, fail};

/// A browser, and what drives it for wasm tests.
pub struct Browser {
    /// Chromium or Chrome.
    pub chromium: PathBuf,
    /// chromedriver of the same version.
    pub driver: PathBuf,
}

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Looks for the browser; fetches it from Debian where we may.
pub fn find() -> Outcome<Browser> {
    if let Some(browser) = look() {
        return Ok(browser);
    }
    apt::try_install(
        "Installing Chromium, its driver and Noto fonts with apt-get (about 2 minutes)",
        &["chromium", "chromium-driver", "fonts-noto-core"],
    );
    match look() {
        Some(browser) => Ok(browser),
        None => fail(
            "the browser tests need Chromium and chromedriver: install both (Debian: `apt-get \
             install chromium chromium-driver`), or name them in CHROMIUM and CHROMEDRIVER.",
        ),
    }
}

fn look() -> Option<Browser> {
    let named = |variable| env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file());
    Some(Browser {
        chromium: named("CHROMIUM").or_else(|| on_path(&BROWSERS))?,
        driver: named("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?,
    })
}
