import { type Locator, type Page, expect } from "@playwright/test";

import type { Colour, PictureFile } from "../fixtures/picture.ts";

/** The photo at the head of a card, and photos elsewhere. */
export class Photo {
  constructor(private readonly page: Page) {}

  private get head() {
    return this.page.locator(".record-head .portrait");
  }

  /** Chooses a file. */
  async choose(file: PictureFile): Promise<void> {
    await this.page.getByTestId("photo-file").setInputFiles(file);
  }

  /** Drops a file on the head, or pastes it somewhere on the card. */
  async bring(how: "drop" | "paste", file: PictureFile): Promise<void> {
    const given = { how, name: file.name, type: file.mimeType, data: file.buffer.toString("base64") };
    await this.head.evaluate((element, { how, name, type, data }) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type }));
      const init = { bubbles: true, cancelable: true };
      const event =
        how === "drop"
          ? new DragEvent("drop", { ...init, dataTransfer: transfer })
          : new ClipboardEvent("paste", { ...init, clipboardData: transfer });
      element.dispatchEvent(event);
    }, given);
  }

  /** Opens the menu of the photo. */
  async open(): Promise<void> {
    await this.head.getByRole("button", { name: /^Photo/ }).click();
  }

  async takeAway(): Promise<void> {
    await this.open();
    await this.page.getByRole("menuitem", { name: "Take the photo away" }).click();
  }

  /** Waits until the head shows a picture of this colour, or the initials. */
  async shows(what: Colour | "initials", timeout = 10_000): Promise<void> {
    await this.in(this.head, what, timeout);
  }

  /** Waits until a place shows a picture of this colour, or the initials. */
  async in(place: Locator, what: Colour | "initials", timeout = 10_000): Promise<void> {
    await expect.poll(() => colourOf(place), { timeout }).toBe(what);
  }

  /** The colours of the answers to choose from. */
  async answers(): Promise<string[]> {
    const answers = await this.page.locator(".answer .avatar").all();
    return (await Promise.all(answers.map(colourOf))).sort();
  }

  /** Chooses the answer of a colour. */
  async use(colour: Colour): Promise<void> {
    for (const answer of await this.page.locator(".answer").all()) {
      if ((await colourOf(answer)) !== colour) continue;
      return answer.getByRole("button", { name: "Use this" }).click();
    }
    throw new Error(`no answer is ${colour}`);
  }
}

/** The colour in the middle of the picture in a place; its size says that it was cut square. */
async function colourOf(place: Locator): Promise<string> {
  const images = place.locator("img.avatar-picture");
  if ((await images.count()) === 0) return "initials";
  return images.first().evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    if (image.naturalWidth !== image.naturalHeight) return "not square";
    if (image.naturalWidth > 512) return "too large";
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d");
    if (!context) return "no canvas";
    context.drawImage(image, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    const strongest = Math.max(red, green, blue);
    return strongest === red ? "red" : strongest === green ? "green" : "blue";
  });
}
