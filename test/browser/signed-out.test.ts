import { expect, it } from 'vitest'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { signIn } from '../support/browser.ts'
import { demonstrationInBrowser } from '../support/demonstration-in-browser.ts'

const desk = demonstrationInBrowser()

const TOLD = 'You have been signed out. Sign in again to go on.'

it('signing out in one tab is said in the others, and what is being written there stays', async () => {
  const { page: here } = await desk.open(`${desk.url}/tickets/12`)
  await signIn(here, 'mira', DEMONSTRATION_PASSWORD)
  const there = await here.context().newPage()
  await there.goto(`${desk.url}/tickets/12`)
  await there.getByRole('button', { name: 'Account Mira Okafor' }).waitFor()
  await there.getByLabel('Your comment').fill('Half a comment')

  await here.getByRole('button', { name: 'Account Mira Okafor' }).click()
  await here.getByRole('menuitem', { name: 'Sign out' }).click()
  await there.getByRole('log').getByText(TOLD).waitFor()
  await here.getByRole('button', { name: 'Sign in', exact: true }).first().waitFor()
  expect(await here.getByText(TOLD).count()).toBe(0)

  expect(await there.getByLabel('Your comment').inputValue()).toBe('Half a comment')
  await signIn(there, 'mira', DEMONSTRATION_PASSWORD)
  expect(await there.getByLabel('Your comment').inputValue()).toBe('Half a comment')
  await there.getByRole('button', { name: 'Comment', exact: true }).click()
  await there
    .getByRole('article', { name: /^Comment by/ })
    .filter({ hasText: 'Half a comment' })
    .waitFor()
})
