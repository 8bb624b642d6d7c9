import { expect, test } from "../fixtures/test.ts";
import type { Page } from "@playwright/test";

/** Does what a system's share sheet does with an installed app: posts a form to what its manifest names. */
async function share(page: Page, files: { name: string; type: string; text: string }[], text = ""): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((taken) => navigator.serviceWorker.addEventListener("controllerchange", taken, { once: true }));
  });
  const manifest = await page.evaluate(async () => (await fetch("/manifest.webmanifest")).json());
  // The system is no page of the app, whose policy lets it send no forms.
  const origin = new URL(page.url()).origin;
  await page.goto("about:blank");
  await page.evaluate(
    ({ origin, target, files, text }) => {
      const form = document.createElement("form");
      const { action, method, enctype } = target;
      Object.assign(form, { action: origin + action, method, enctype });
      const picker = Object.assign(document.createElement("input"), { type: "file", multiple: true });
      picker.name = target.params.files[0].name;
      const given = new DataTransfer();
      for (const { name, type, text } of files) given.items.add(new File([text], name, { type }));
      picker.files = given.files;
      const words = Object.assign(document.createElement("input"), { name: target.params.text, value: text });
      form.append(...(files.length > 0 ? [picker] : []), words);
      document.body.append(form);
      form.submit();
    },
    { origin, target: manifest.share_target, files, text },
  );
}

const card = (name: string, phone: string) => ({
  name: `${name}.vcf`,
  type: "text/x-vcard",
  text: `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nTEL:${phone}\r\nEND:VCARD`,
});

test("cards from a phone’s address book are shared with the app, looked at, and come in without a network", async ({
  alice,
}) => {
  await alice.open();
  await alice.startTeam("Noor Haddad");
  await share(alice.page, []);
  await expect(alice.page).toHaveURL(/\/import\?shared$/);
  await expect(alice.page.getByText("Choose a file")).toBeVisible();

  await alice.goOffline();
  await share(alice.page, [card("Zoë Ōta", "+44 20 7946 0958"), card("Noor Haddad", "+44 20 7946 0111")]);
  await expect(alice.import.row("Noor Haddad")).toContainText("same name");
  await alice.import.among("New");
  await expect(alice.import.row("Zoë Ōta")).toContainText("+44 20 7946 0958");
  await alice.import.bringIn();
  await alice.people.show();
  await expect(alice.people.row("Zoë Ōta")).toHaveCount(1);

  // What was taken is not there a second time.
  await alice.open("/import?shared");
  await expect(alice.page.getByText("Choose a file")).toBeVisible();
});
