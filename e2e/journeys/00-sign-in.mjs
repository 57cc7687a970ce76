// A stranger meets the sign-in page: nothing of the company is seen before, all of it works by keyboard.
export const name = 'a stranger meets the sign-in page';
export const databases = ['sqlite', 'postgres'];

export async function run({ page, step, axe, shots, keyboardOnly, reach, tolerate }) {
  await step('the first page asks who it is', async () => {
    await page.goto('/');
    await page.locator('input[type=password]').waitFor();
    const headings = await page.locator('h1').count();
    if (headings !== 1) throw new Error(`${headings} headings of the first level`);
    await axe(page);
    await shots(page, 'sign-in');
  });

  await step('a wrong password is answered on the page', async () => {
    // the answer is a 401 or 422, which the console calls a failed resource
    tolerate(/status of 4(01|22)/);
    await page.goto('/');
    await keyboardOnly(page);
    await reach(page, page.locator('input[autocomplete=username]'));
    await page.keyboard.type('nobody@example.org');
    await reach(page, page.locator('input[type=password]'));
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]').waitFor();
    await axe(page);
  });
}
