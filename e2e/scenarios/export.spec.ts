// Everything goes out again: each form, read as the program would that it is for.

import type { Actor } from "../fixtures/actor.ts";
import { isAccessible } from "../fixtures/accessible.ts";
import { picture } from "../fixtures/picture.ts";
import { unzip } from "../fixtures/unzip.ts";
import { expect, test } from "../fixtures/test.ts";

const PEOPLE =
  'name,phone,email,birthday,tags,company\nAmara Diallo,+32 475 55 01 92,amara@example.org,1972-05-18,Office,"=SUM(A1)"\n' +
  '"<b>Bilal; Rahman</b>",007,bilal@example.org,--02-29,Market,\nChloé Moreau,,chloe@example.org,,Office,\n';

async function withPeople(alice: Actor): Promise<void> {
  await alice.open("/import");
  await alice.import.choose("till.csv", PEOPLE);
  await alice.import.ends("3 people came in.");
  await alice.people.show();
}

test("everybody leaves in every form, and each file says the same", async ({ alice }) => {
  test.setTimeout(120_000);
  await withPeople(alice);
  await alice.people.openPerson("Amara Diallo");
  await alice.card.note("Asked for 12 kg until Friday.");
  await alice.photo.choose(picture("red"));
  await alice.photo.shows("red");
  await alice.open("/more");
  await alice.page.getByRole("link", { name: /Take your data with you/ }).click();
  await isAccessible(alice, "the forms of an export");

  const csv = await alice.files.save("CSV");
  expect(csv.name).toMatch(/^regulars-\d{4}-\d\d-\d\d\.csv$/);
  expect(csv.text.split("\n").filter(Boolean)).toHaveLength(4);
  expect(csv.text).toContain("\"'=SUM(A1)\"");
  await expect(alice.page.getByRole("status").filter({ hasText: "3 people and organisations" })).toBeVisible();

  const sheet = unzip((await alice.files.save("Spreadsheet")).bytes).get("xl/worksheets/sheet1.xml") ?? "";
  expect(sheet.match(/<row /g)).toHaveLength(4);
  expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=SUM(A1)</t>');
  expect(sheet).toContain("&lt;b&gt;Bilal; Rahman&lt;/b&gt;");
  expect(sheet).toContain(">007<");
  expect(sheet).not.toContain("<f>");

  const cards = (await alice.files.save("vCards")).text;
  expect(cards.match(/BEGIN:VCARD\r\nVERSION:4\.0/g)).toHaveLength(3);
  expect(cards).toContain("FN:<b>Bilal\\; Rahman</b>");
  expect(cards).toContain("BDAY:--0229");
  expect(cards.replaceAll("\r\n ", "")).toMatch(/PHOTO:data:image\/webp;base64,[A-Za-z0-9+/]{40}/);
  expect(cards.replaceAll("\r\n ", "")).toContain("Asked for 12 kg until Friday.");

  const calendar = (await alice.files.save("Calendar")).text;
  expect(calendar.match(/BEGIN:VEVENT/g)).toHaveLength(2);
  expect(calendar).toContain("SUMMARY:Birthday of Amara Diallo");
  expect(calendar).toContain("DTSTART;VALUE=DATE:19720518\r\nRRULE:FREQ=YEARLY");

  const json = JSON.parse((await alice.files.save("JSON")).text);
  expect([json.format, json.version, json.count]).toEqual(["regulars-export", 1, 3]);
  const amara = json.records.find((record: { name: string }) => record.name === "Amara Diallo");
  expect(amara.emails[0].value).toBe("amara@example.org");
  expect(amara.timeline.map((entry: { text: string }) => entry.text)).toContain("Asked for 12 kg until Friday.");
  expect(amara.history.length).toBeGreaterThanOrEqual(3);
  expect(amara.history.every((change: { by: { id: string } | null }) => change.by?.id)).toBe(true);
});

test("a segment leaves alone, without a network, and goes nowhere else", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", "name,email\nAmara Diallo,amara@example.org\nDora Weiss,\n");
  await alice.import.ends("2 people came in.");
  await alice.people.show();
  await alice.segments.takeReady("No way to reach them");
  await alice.appIsKept();
  await alice.open("/export");
  // What the page is made of is on this device before the network goes.
  await alice.page.getByRole("combobox", { name: "Who" }).selectOption({ label: "No way to reach them" });
  alice.network.cut();
  const { text } = await alice.files.save("CSV");
  expect(text.split("\n").filter(Boolean)).toHaveLength(2);
  expect(text).toContain("Dora Weiss");
});

test("somebody is given everything that is known of them, and what they typed runs nowhere", async ({ alice, browser }) => {
  await withPeople(alice);
  await alice.people.openPerson("<b>Bilal; Rahman</b>");
  await alice.card.note("<script>document.title = 'ran'</script>");
  await alice.page.getByRole("link", { name: "Everything we know, as a file" }).click();
  await expect(alice.page.getByRole("heading", { level: 1 })).toHaveText("Everything we know about <b>Bilal; Rahman</b>");
  // Also where the page is opened by its address, before the list has been read.
  await alice.reload();
  await expect(alice.page.getByRole("heading", { level: 1 })).toHaveText("Everything we know about <b>Bilal; Rahman</b>");
  await isAccessible(alice, "everything we know");
  const page = await alice.files.of(() => alice.page.getByRole("button", { name: "Save the page" }).click());
  expect(page.name).toMatch(/\.html$/);
  expect(page.text).toContain("default-src &#39;none&#39;".replaceAll("&#39;", "'"));

  const read = await browser.newPage();
  await read.setContent(page.text);
  await expect(read.getByRole("heading", { level: 1 })).toHaveText("<b>Bilal; Rahman</b>");
  await expect(read.getByText("<script>document.title = 'ran'</script>").first()).toBeVisible();
  await expect(read.getByText("bilal@example.org").first()).toBeVisible();
  expect(await read.title()).toContain("Everything we know");
  await read.close();

  const json = await alice.files.of(() => alice.page.getByRole("button", { name: "Save as JSON" }).click());
  const [bilal] = JSON.parse(json.text).records;
  expect(bilal.name).toBe("<b>Bilal; Rahman</b>");
  expect(bilal.history.length).toBeGreaterThanOrEqual(2);
});
