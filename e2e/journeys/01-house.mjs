// The house opens: the printed link makes the first administrator, who invites a member; the member takes the
// account up, changes to Korean, and comes and goes.
import { signIn, signOut, speak } from '../product.mjs';

export const name = 'the first administrator invites a member';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

const administrator = { login: 'mina.seo@example.org', password: 'a kettle sings in the morning' };
const member = { login: 'theo.lund@example.org', password: 'seven boats on a quiet lake' };

export async function run({ page, person, step, axe, shots, server, tolerate }) {
  await step('the printed link makes the first administrator', async () => {
    await page.goto(server.firstRunLink());
    await axe(page);
    await shots(page, 'welcome');
    await page.goto(server.firstRunLink());
    await page.locator('#login').fill(administrator.login);
    await page.locator('#name').fill('Mina Seo');
    await page.locator('#zone').fill('Asia/Seoul');
    await page.locator('#locale').selectOption('en');
    await page.locator('#password').fill(administrator.password);
    await page.locator('main button').click();
    await page.locator('.topbar .menu').waitFor();
    await page.goto('/pm');
    await axe(page);
    await shots(page, 'workbench-empty', { speak });
    await speak(page, 'en');
  });

  await step('the link works once', async () => {
    tolerate(/status of 404 .*\/welcome\//);
    const stranger = await person();
    const answer = await stranger.goto(server.firstRunLink());
    if (answer.status() !== 404) throw new Error(`the used link answers ${answer.status()}`);
    await stranger.close();
  });

  const link = await step('a member is invited', async () => {
    await page.goto('/settings');
    await axe(page);
    await page.locator('main a[href="/settings/people"]').click();
    await page.locator('#login').fill(member.login);
    await page.locator('#name').fill('Theo Lund');
    await page.locator('#role').selectOption('member');
    await page.locator('#locale').selectOption('en');
    await page.locator('main .button-go').click();
    const given = await page.locator('#link').inputValue();
    await axe(page);
    await shots(page, 'people', { languages: [] });
    return given;
  });

  const theirs = await person();
  await step('the member takes the account up', async () => {
    await theirs.goto(new URL(link).pathname);
    await theirs.getByText('Theo Lund').first().waitFor();
    await axe(theirs);
    await theirs.locator('#password').fill(member.password);
    await theirs.locator('main button').click();
    await theirs.locator('.topbar .menu').waitFor();
    if (await theirs.locator('.topnav a[href="/settings"]').count()) throw new Error('a member is offered the settings');
  });

  await step('what is for administrators is not there for members', async () => {
    tolerate(/status of 40[34] .*\/settings\/people/);
    const answer = await theirs.goto('/settings/people');
    if (answer.status() < 400) throw new Error(`a member gets ${answer.status()} for the accounts`);
    await axe(theirs);
  });

  await step('the member reads in Korean from now on', async () => {
    await theirs.goto('/account');
    await axe(theirs);
    await theirs.locator('#locale').selectOption('ko');
    await theirs.locator('form[action="/account/profile"] button').click();
    await theirs.getByRole('heading', { name: '프로필' }).waitFor();
    await axe(theirs);
    await shots(theirs, 'account', { speak });
    await speak(theirs, 'ko');
  });

  await step('and comes and goes', async () => {
    await signOut(theirs);
    const answer = await theirs.goto('/account');
    if (new URL(theirs.url()).pathname !== '/sign-in' && answer.status() !== 401) throw new Error('the account is shown to nobody');
    tolerate(/status of 401/);
    await signIn(theirs, member.login, member.password);
    const lang = await theirs.evaluate(() => document.documentElement.lang);
    if (lang !== 'ko') throw new Error(`the language was not kept: ${lang}`);
  });
}
