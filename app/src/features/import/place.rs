use std::any::Any;

use leptos::prelude::*;

/// Where the import of this tab lives on while other screens are open. What it is, only its page
/// knows: the app starts without it.
#[derive(Clone)]
pub struct ImportDesk {
    owner: Owner,
    desk: StoredValue<Option<Box<dyn Any + Send + Sync>>>,
}

impl ImportDesk {
    /// Gives an empty place to every component below.
    pub fn provide() {
        let owner = Owner::current().unwrap_or_default();
        provide_context(Self { owner, desk: StoredValue::new(None) });
    }

    /// What lies there; `make` makes it the first time, and it stays for as long as the app.
    pub fn get<T: Copy + Send + Sync + 'static>(&self, make: impl FnOnce() -> T) -> T {
        let there = self
            .desk
            .with_value(|desk| desk.as_ref().and_then(|desk| desk.downcast_ref::<T>().copied()));
        there.unwrap_or_else(|| {
            let made = self.owner.with(make);
            self.desk.set_value(Some(Box::new(made)));
            made
        })
    }
}
