//! What tabs of one workspace tell each other that is stored nowhere.

use js_sys::Uint8Array;
use shared::id::WorkspaceId;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use super::super::listener::Listener;

/// A channel on which every other tab of the workspace hears what one says. Dropping it leaves it.
pub struct Whisper {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Whisper {
    /// Joins the tabs of `workspace`, and tells `on_whisper` what the others say. None in a browser
    /// without channels.
    pub fn join(workspace: &WorkspaceId, on_whisper: impl Fn(Vec<u8>) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(&format!("regulars-presence-{workspace}")).ok()?;
        let listener = Listener::on(&channel, "message", move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
                on_whisper(bytes.to_vec());
            }
        });
        Some(Self { channel, _listener: listener })
    }

    /// Tells the other tabs.
    pub fn say(&self, bytes: &[u8]) {
        // Fails only on a closed channel, when this tab is leaving.
        let _ = self.channel.post_message(&Uint8Array::from(bytes));
    }
}

impl Drop for Whisper {
    fn drop(&mut self) {
        self.channel.close();
    }
}
