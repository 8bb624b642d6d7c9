import { isAccessible } from "../fixtures/accessible.ts";
import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";
import { xlsx } from "../fixtures/xlsx.ts";

const FIRST = [
  "name,email,birthday,Round,Shoe size",
  "Marta Kowalczyk,marta@example.org,1985-04-12,Tuesday,38",
  "Owen Price,owen at example.org,,Friday,",
  "Owen Price,OWEN@example.org,,,44",
];

test("a file is looked at, its columns are given a place and a cell is mended before anybody comes in", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.give("list.csv", FIRST.join("\n"));
  // Two columns are not known, so that they are asked about.
  await expect(alice.import.column("email")).toHaveValue("email");
  await expect(alice.import.column("Round")).toHaveValue("note");
  await alice.import.column("Round").selectOption("New field: One of a list");
  await expect(alice.page.locator(".import-card").first()).toContainText("Tuesday");
  await isAccessible(alice, "Columns of a file");

  await alice.import.look("Cells that do not fit");
  const cell = alice.page.getByRole("textbox", { name: "email, line 3" });
  await expect(cell).toHaveValue("owen at example.org");
  await isAccessible(alice, "Cells that do not fit");
  await cell.fill("owen@example.org");
  await cell.press("Enter");
  await alice.import.says("3 rows: 2 new, 1 about somebody above.");
  await alice.import.look("Who comes in");
  await expect(alice.import.row("Owen Price")).toContainText("44");
  await isAccessible(alice, "Who comes in");

  await alice.page.getByRole("textbox", { name: "A tag for all of them" }).fill("Market");
  await alice.import.bringIn();
  await alice.import.ends("2 people came in.");
  await alice.open();
  await alice.people.openPerson("Owen Price");
  await expect(alice.page.locator("option:checked", { hasText: "Friday" })).toHaveCount(1);
  await expect(alice.page.getByText("Shoe size: 44", { exact: true })).toBeVisible();
  await expect(alice.page.locator(".chip", { hasText: "Market" }).first()).toBeVisible();
});

test("a newer file brings people up to date as somebody decides, and all of it is taken back as one act", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("list.csv", "name,email,company\nMarta Kowalczyk,marta@example.org,Studio\nOwen Price,owen@example.org,\n");
  await alice.import.ends("2 people came in.");
  await alice.open("/import");
  const newer = [
    "name,email,company,phone",
    "Marta Kowalczyk,marta@example.org,Atelier,0601 555 118",
    "Owen Price,owen@example.org,,",
    "Noor Haddad,noor@example.org,,",
    "Marta Kowalczyk,,,",
  ];
  await alice.import.give("newer.csv", newer.join("\n"));
  await alice.import.says("4 rows: 1 new, 1 changed, 1 unchanged, 1 about somebody above.");
  await alice.import.among("Say something else or more");
  const marta = alice.import.row("Marta Kowalczyk");
  await expect(marta).toContainText("in the file: Atelier");
  await marta.getByRole("checkbox", { name: "Take the file's: Company" }).click();
  await expect(marta.locator("del")).toHaveText("Studio");
  await alice.import.bringIn();
  await alice.import.ends("1 person came in. 1 was brought up to date.");
  await alice.page.getByRole("button", { name: "Take it back" }).click();
  await expect(alice.people.bin).toHaveText("1");
  await alice.people.show();
  await expect(alice.people.count).toHaveText("2");
  await alice.people.openPerson("Marta Kowalczyk");
  await alice.card.says("Company", "Studio");
  await expect(alice.page.getByText("0601 555 118")).toHaveCount(0);
});

test("sales of a till come to those who bought, once only, and tell what they usually have", async ({ alice }) => {
  const till = [
    "Customer,Email,Date,Order ID,Item,Qty,Price,Order total",
    "Ana Nowak,ana@example.org,2026-03-01 09:30,17,Flat white,2,3.50,9.50",
    "Ana Nowak,ana@example.org,2026-03-01 09:30,17,Croissant,1,2.50,9.50",
    "Ana Nowak,ana@example.org,2026-03-08 10:00,18,Flat white,1,3.50,3.50",
    "Ben Ode,,2026-03-08 10:05,19,Tea,1,3.00,3.00",
  ].join("\n");
  await alice.open("/import");
  await alice.import.give("till.csv", till);
  await expect(alice.import.column("Date")).toHaveValue("sale-when");
  await expect(alice.import.column("Order total")).toHaveValue("sale-total");
  const asked = alice.page.getByRole("form", { name: "In which currency" });
  await expect(asked).toContainText("8 amounts do not say it, as 3.50.");
  await isAccessible(alice, "Amounts without a currency");
  await asked.getByRole("button", { name: "EUR" }).click();
  await expect(asked).toHaveCount(0);
  await expect(alice.page.locator(".import-card").first()).toContainText("1 Mar 2026, 9.50 EUR: Flat white");
  await alice.import.bringIn();
  await alice.import.ends("2 people came in.");
  await alice.open();
  await alice.people.openPerson("Ana Nowak");
  await expect(alice.card.timeline).toContainText("€9.50");
  await expect(alice.card.timeline).toContainText("Croissant");

  // The same file once more changes nothing.
  await alice.open("/import");
  await alice.import.give("till.csv", till);
  await alice.import.says("4 rows: 2 unchanged, 2 about somebody above.");
});

test("dates that could be two days are asked about once", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.give("days.csv", "name,birthday\nMarta,01/02/1990\nOwen,03/04/1991\n");
  const asked = alice.page.getByRole("group", { name: "How dates are read" });
  await expect(asked).toContainText("Which day is 01/02/1990?");
  await isAccessible(alice, "Days that could be two");
  await asked.getByRole("button", { name: "1 February 1990" }).click();
  await expect(asked).toHaveCount(0);
  await expect(alice.page.locator(".import-card").first()).toContainText("1990-02-01");
  await alice.import.bringIn();
  await alice.import.ends("2 people came in.");
});

test("rows that were copied in a spreadsheet, a spreadsheet and an address book come in alike", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.paste("Name\tEmail\nMarta Kowalczyk\tmarta@example.org\n");
  await alice.import.bringIn();
  await alice.import.ends("1 person came in.");
  await alice.page.getByRole("button", { name: "Another file" }).click();
  await alice.import.choose("book.xlsx", xlsx([["Name", "Email"], ["Owen & Sons", "owen@example.org"], ["Marta Kowalczyk", "MARTA@example.org"]]));
  await alice.import.ends("1 person came in.");
  await alice.import.says("2 rows: 1 new, 1 unchanged.");
  await alice.page.getByRole("button", { name: "Another file" }).click();
  const cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Haddad;Noor;;;\r\nFN:Noor Haddad\r\nTEL;TYPE=CELL:0601 555 119\r\nEND:VCARD\r\n";
  await alice.import.choose("phone.vcf", cards);
  await alice.import.ends("1 person came in.");
  await alice.open();
  await expect(alice.people.count).toHaveText("3");
  await expect(alice.people.row("Owen & Sons")).toHaveCount(1);
  await alice.people.openPerson("Noor Haddad");
  await expect(alice.page.getByText("0601 555 119").first()).toBeVisible();
});

test("somebody of the same name is asked about", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("a.csv", "name,birthday\nMarta Kowalczyk,1985-04-12\n");
  await alice.import.ends("1 person came in.");
  await alice.open("/import");
  await alice.import.give("b.csv", "name,birthday,phone\nMarta Kowalczyk,1985-04-12,0601 555 118\n");
  await alice.import.says("1 row: 1 new.");
  const marta = alice.import.row("Marta Kowalczyk");
  await expect(marta).toContainText("same name and birthday");
  await marta.getByRole("button", { name: "The same person" }).click();
  await alice.import.says("1 row: 1 changed.");
  await alice.import.bringIn();
  await expect(alice.page.locator(".hero-title")).toHaveText("1 person was brought up to date.");
  await alice.open();
  await expect(alice.people.count).toHaveText("1");
});

test("an import that is cut off says so, is taken back, or goes on with the same file", async ({ alice }) => {
  test.setTimeout(120_000);
  const file = peopleCsv(600, 7);
  await alice.open("/import");
  await alice.import.choose("long.csv", file);
  await expect(alice.page.getByText(/^\d\d+ people so far$/)).toBeVisible({ timeout: 60_000 });
  await alice.open("/import");
  const cut = alice.page.locator(".panel").filter({ hasText: "The import of long.csv was cut off" });
  await expect(cut).toContainText("of 600 people are in.", { timeout: 30_000 });
  // The same file goes on where it stopped: who is in is known.
  await alice.import.choose("long.csv", file);
  await alice.import.ends(/people came in\.$/);
  await alice.open();
  await expect(alice.people.count).toHaveText("600");
});
