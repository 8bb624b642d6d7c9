//! The pictures on this tab's screen: read from the device when a screen first shows them, and let
//! go when none does any more.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edit::set_photo;
use shared::id::{BlobHash, DocumentId, GroupId};
use shared::model::{Photo, PhotoMedia};

use super::Replica;
use super::driver::Driver;
use super::platform::clock::sleep;
use super::platform::object_url::ObjectUrl;

/// Pictures that no screen shows are kept up to this many: a list that is scrolled shows them again.
const IDLE: usize = 150;

/// How long a picture in a list is looked at before it is read: rows that are scrolled by cost
/// nothing.
const RESTS: Duration = Duration::from_millis(100);

/// Addresses of pictures, each as long as somebody looks at it.
#[derive(Default)]
pub(super) struct Pictures {
    all: RefCell<HashMap<BlobHash, Picture>>,
    /// Those that nobody looks at, the longest first. One that is looked at again may stand here.
    idle: RefCell<VecDeque<BlobHash>>,
}

struct Picture {
    media: PhotoMedia,
    viewers: usize,
    /// The address while there is one.
    url: ArcRwSignal<Option<String>>,
    /// What the address is of.
    object: Option<ObjectUrl>,
}

impl Pictures {
    /// One more place shows a picture; says whether it is to be read.
    fn show(&self, Photo { hash, media, .. }: Photo) -> (ArcReadSignal<Option<String>>, bool) {
        let mut all = self.all.borrow_mut();
        let mut new = false;
        let picture = all.entry(hash).or_insert_with(|| {
            new = true;
            Picture { media, viewers: 0, url: ArcRwSignal::new(None), object: None }
        });
        picture.viewers += 1;
        (picture.url.read_only(), new)
    }

    /// One place less shows it.
    fn hide(&self, hash: BlobHash) {
        let mut all = self.all.borrow_mut();
        let Some(picture) = all.get_mut(&hash) else { return };
        picture.viewers -= 1;
        if picture.viewers > 0 {
            return;
        }
        if picture.object.is_none() {
            // Whoever looks at it again asks for it again.
            all.remove(&hash);
            return;
        }
        let mut idle = self.idle.borrow_mut();
        idle.push_back(hash);
        while idle.len() > IDLE {
            let longest = idle.pop_front();
            let is_idle = |hash: &BlobHash| all.get(hash).is_some_and(|it| it.viewers == 0);
            if let Some(hash) = longest.filter(|hash| is_idle(hash) && !idle.contains(hash)) {
                all.remove(&hash);
            }
        }
    }

    /// Whether somebody waits for a picture.
    fn is_awaited(&self, hash: BlobHash) -> bool {
        self.all.borrow().get(&hash).is_some_and(|picture| picture.object.is_none())
    }

    /// Reads again what could not be read before: it may have come.
    pub fn look_again(&self, driver: &Rc<Driver>) {
        let all = self.all.borrow();
        let missing = all.iter().filter(|(_, it)| it.object.is_none());
        for (hash, _) in missing {
            spawn_local(read(driver.clone(), *hash));
        }
    }
}

/// Reads a picture for those who show it.
async fn read(driver: Rc<Driver>, hash: BlobHash) {
    if !driver.pictures().is_awaited(hash) {
        return;
    }
    let Some(bytes) = driver.blob(hash).await else { return };
    let address = {
        let mut all = driver.pictures().all.borrow_mut();
        let Some(picture) = all.get_mut(&hash).filter(|it| it.object.is_none()) else { return };
        picture.object = ObjectUrl::new(&bytes, picture.media.name());
        picture.object.as_ref().map(|object| (picture.url.clone(), object.as_str().to_owned()))
    };
    if let Some((url, address)) = address {
        url.set(Some(address));
    }
}

impl Replica {
    /// The address of a picture for as long as the calling component lives; none until it is there,
    /// and as long as this device does not have it.
    pub fn picture(&self, photo: Photo) -> ArcReadSignal<Option<String>> {
        self.watch_picture(photo, Duration::ZERO)
    }

    /// The same for a row of a list, which may be scrolled by: the picture is read once somebody has
    /// looked at it for a moment, unless it is in memory.
    pub fn picture_in_passing(&self, photo: Photo) -> ArcReadSignal<Option<String>> {
        self.watch_picture(photo, RESTS)
    }

    fn watch_picture(&self, photo: Photo, rest: Duration) -> ArcReadSignal<Option<String>> {
        let replica = *self;
        let (url, new) = self.driver().pictures().show(photo);
        if new {
            let driver = self.driver();
            spawn_local(async move {
                if !rest.is_zero() {
                    sleep(rest).await;
                }
                read(driver, photo.hash).await;
            });
        }
        on_cleanup(move || replica.driver().pictures().hide(photo.hash));
        url
    }

    /// Keeps a picture and shows it on a record: on this device at once, on the server when it can.
    ///
    /// # Errors
    /// A sentence for whoever chose it; then the record is as it was.
    pub async fn set_photo(
        &self,
        id: DocumentId,
        media: PhotoMedia,
        bytes: Vec<u8>,
    ) -> Result<GroupId, String> {
        let size = bytes.len() as u32;
        let hash = self.driver().keep_blob(id, bytes).await?;
        Ok(self.edit(id, vec![set_photo(Some(Photo { hash, media, bytes: size }))]))
    }
}
