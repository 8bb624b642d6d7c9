import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";

test("a long list that is sorted or searched anew while scrolled shows its top", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", peopleCsv(400, 5));
  await alice.import.ends("400 people came in.");
  await alice.people.show();
  const rows = alice.people.row(/./);
  const first = alice.people.grid.locator("[aria-rowindex='2']");
  const scrollDown = async () => {
    await alice.people.grid.evaluate((grid) => grid.scrollTo(0, 8000));
    await expect(first).toHaveCount(0);
    await expect(rows.first()).toBeVisible();
  };

  await scrollDown();
  await alice.page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(first).toBeInViewport();

  await scrollDown();
  await alice.people.search.fill("o");
  await expect(first).toBeInViewport();

  await alice.people.search.fill("");
  await expect(alice.people.count).toHaveText("400");
  await expect(first).toBeInViewport();
});
