//! Any picture as a small square one. What a camera writes beside it, such as where it was taken,
//! is not in what comes out.

use futures::channel::oneshot;
use js_sys::{Array, Function, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

/// The longest side of what comes out, in pixels.
const SIDE: u32 = 512;
/// How many bytes it should have at most.
const BYTES: f64 = 60_000.0;
/// Larger files are not read: decoding one takes a phone's whole memory.
const FILE_BYTES: f64 = 40e6;
/// The same, in pixels: a small file can hold a giant picture.
const PIXELS: u64 = 120_000_000;
/// How well it is kept: the first that is small enough.
const QUALITIES: [f64; 5] = [0.86, 0.74, 0.6, 0.45, 0.3];

const NO_PICTURE: &str = "This is no picture that this browser can read. A JPEG or PNG works.";
const TOO_LARGE: &str = "This picture is too large. One of less than 40 MB works.";
const NO_CANVAS: &str = "This browser does not let Regulars make the picture smaller.";

/// A picture, ready to be kept.
pub struct SmallPicture {
    /// `image/webp`, or `image/jpeg` where the browser writes no other.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Cuts the middle square out of a picture and makes it small.
///
/// # Errors
/// A sentence for whoever chose it.
pub async fn small_picture(file: &File) -> Result<SmallPicture, &'static str> {
    if file.size() > FILE_BYTES {
        return Err(TOO_LARGE);
    }
    let decoding = window().create_image_bitmap_with_blob(file).map_err(|_| NO_PICTURE)?;
    let picture: ImageBitmap =
        JsFuture::from(decoding).await.map_err(|_| NO_PICTURE)?.unchecked_into();
    let canvas = square(&picture);
    picture.close();
    encode(&canvas?).await.ok_or(NO_CANVAS)
}

fn square(picture: &ImageBitmap) -> Result<HtmlCanvasElement, &'static str> {
    let (width, height) = (picture.width(), picture.height());
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(TOO_LARGE);
    }
    let from = width.min(height);
    let side = from.min(SIDE);
    let (left, top) = ((width - from) / 2, (height - from) / 2);
    let [from, to, left, top] = [from, side, left, top].map(f64::from);
    draw(side, |context| {
        let context: &CanvasRenderingContext2d = context;
        // What is clear in a picture would be black where it is kept as JPEG.
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, to, to);
        // A browser that does not know it draws as it does.
        let _ = Reflect::set(context, &"imageSmoothingQuality".into(), &"high".into());
        context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            picture, left, top, from, from, 0.0, 0.0, to, to,
        )
    })
    .map_err(|_| NO_CANVAS)
}

fn draw(
    side: u32,
    paint: impl FnOnce(&CanvasRenderingContext2d) -> Result<(), JsValue>,
) -> Result<HtmlCanvasElement, JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(side);
    canvas.set_height(side);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    paint(&context)?;
    Ok(canvas)
}

async fn encode(canvas: &HtmlCanvasElement) -> Option<SmallPicture> {
    let mut best = None;
    'types: for media_type in ["image/webp", "image/jpeg"] {
        for quality in QUALITIES {
            let blob = encoded(canvas, media_type, quality).await?;
            if blob.type_() != media_type {
                // A browser that cannot write a type writes PNG.
                continue 'types;
            }
            let small = blob.size() <= BYTES;
            best = Some(blob);
            if small {
                break;
            }
        }
        break;
    }
    let best = best?;
    let bytes = JsFuture::from(best.array_buffer()).await.ok()?;
    Some(SmallPicture { media_type: best.type_(), bytes: Uint8Array::new(&bytes).to_vec() })
}

async fn encoded(canvas: &HtmlCanvasElement, media_type: &str, quality: f64) -> Option<Blob> {
    let (done, wait) = oneshot::channel();
    let took = Closure::once(move |blob: JsValue| {
        // Whoever waited may be gone.
        let _ = done.send(blob.dyn_into::<Blob>().ok());
    });
    let callback: &Function = took.as_ref().unchecked_ref();
    canvas
        .to_blob_with_type_and_encoder_options(callback, media_type, &JsValue::from_f64(quality))
        .ok()?;
    wait.await.ok().flatten()
}

/// The first picture among what was dropped or pasted.
pub fn picture_among(transfer: Option<web_sys::DataTransfer>) -> Option<File> {
    let files: JsValue = transfer?.files()?.into();
    let files = Array::from(&files).iter().map(JsCast::unchecked_into::<File>).collect::<Vec<_>>();
    let is_picture = |file: &&File| file.type_().starts_with("image/");
    files.iter().find(is_picture).or(files.first()).cloned()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// A picture with noise on it: nothing is harder to make small.
    async fn noisy(width: u32, height: u32) -> File {
        let canvas: HtmlCanvasElement =
            document().create_element("canvas").expect("a canvas").unchecked_into();
        canvas.set_width(width);
        canvas.set_height(height);
        let context = canvas.get_context("2d").expect("a canvas").expect("2d");
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let mut seed = 1u32;
        for y in (0..height).step_by(2) {
            for x in (0..width).step_by(2) {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                context.set_fill_style_str(&format!("#{:06x}", seed >> 8));
                context.fill_rect(f64::from(x), f64::from(y), 2.0, 2.0);
            }
        }
        let blob = encoded(&canvas, "image/png", 1.0).await.expect("encoded");
        File::new_with_blob_sequence(&Array::of1(&blob), "noise.png").expect("a file")
    }

    async fn size_of(picture: &SmallPicture) -> (u32, u32) {
        let parts = Array::of1(&Uint8Array::from(&picture.bytes[..]));
        let blob = Blob::new_with_u8_array_sequence(&parts).expect("a blob");
        let decoding = window().create_image_bitmap_with_blob(&blob).expect("begun");
        let bitmap: ImageBitmap = JsFuture::from(decoding).await.expect("read").unchecked_into();
        (bitmap.width(), bitmap.height())
    }

    #[wasm_bindgen_test]
    async fn any_picture_becomes_a_small_square() {
        for (width, height, side) in [(900, 600, 512), (120, 300, 120), (1, 1, 1)] {
            let small = small_picture(&noisy(width, height).await).await.expect("small");
            assert_eq!(size_of(&small).await, (side, side));
            assert_eq!(small.media_type, "image/webp");
            assert!(small.bytes.len() <= 120_000, "{} bytes", small.bytes.len());
        }
    }

    #[wasm_bindgen_test]
    async fn what_is_no_picture_is_told_from_one_that_is_too_large() {
        let file = |bytes: &[u8]| {
            let parts = Array::of1(&Uint8Array::from(bytes));
            File::new_with_u8_array_sequence(&parts, "x.png").expect("a file")
        };
        let refused = |bytes: Vec<u8>| async move { small_picture(&file(&bytes)).await.err() };
        for bytes in [&b""[..], b"\x89PNG\r\n\x1a\nnothing", b"<svg xmlns='x'/>", b"%PDF-1.7"] {
            assert_eq!(refused(bytes.to_vec()).await, Some(NO_PICTURE));
        }
        assert_eq!(refused(vec![0; 40_000_001]).await, Some(TOO_LARGE));
    }
}
