//! The pictures in the rows of a list. They lie over the initials, which take the same room: a picture
//! that comes later moves nothing.

use leptos::prelude::*;
use shared::model::Photo;
use web_sys::Element;

use crate::replica::Replica;
use crate::ui::dom::{append, element, set};

/// Gives rows their faces.
pub struct Faces {
    replica: Replica,
    /// Of the list: the rows outlive the effect that draws them.
    list: Owner,
}

impl Faces {
    /// For the list of the calling component.
    pub fn new(replica: Replica) -> Self {
        Self { replica, list: Owner::current().expect("a list is a component") }
    }

    /// The face of a row that shows nobody yet, in the element with the initials.
    pub fn none_yet(&self, avatar: &Element) -> Face {
        Face {
            replica: self.replica,
            avatar: avatar.clone(),
            owner: self.list.child(),
            image: None,
        }
    }
}

/// The picture of whoever stands in a row.
pub struct Face {
    replica: Replica,
    avatar: Element,
    /// Of the picture that is shown, or waited for.
    owner: Owner,
    image: Option<Element>,
}

impl Face {
    /// Shows a picture once it is there, and none until then.
    pub fn show(&mut self, photo: Option<Photo>) {
        self.owner.cleanup();
        if let Some(image) = self.image.take() {
            image.remove();
        }
        let Some(photo) = photo else { return };
        // Never the element of before: it would show whom it showed until the new picture is decoded.
        let image = element("img", &IMAGE, &[]);
        self.image = Some(image.clone());
        let (replica, avatar) = (self.replica, self.avatar.clone());
        self.owner.with(|| {
            let address = replica.picture_in_passing(photo);
            Effect::new(move |_| {
                if let Some(address) = address.get() {
                    set(&image, "src", &address);
                    append(&avatar, &image);
                }
            });
        });
    }
}

const IMAGE: [(&str, &str); 4] =
    [("class", "avatar-picture"), ("alt", ""), ("draggable", "false"), ("decoding", "async")];
