import { person, type Story } from './story.ts'

const [ada, mira, jon, sam, noor, kit] = [person('ada'), person('mira'), person('jon'), person('sam'), person('noor'), person('kit')]

/** What has been dealt with. */
export const CHAPTER_1: readonly Story[] = [
  noor.opens(
    'csv-umlauts',
    'Exported invoices lose their umlauts in Excel',
    `
    Three customers wrote about this since Monday. The CSV export opens in Excel with *MÃ¼ller* instead of *Müller*.

    1. Open **Invoices → Export → CSV**
    2. Double-click the file on Windows

    In a text editor the file is fine, so I suspect Excel takes it for something other than UTF-8.
    `,
    noor.labels('bug', 'export'),
    mira.rates('high'),
    mira.assigns('jon'),
    jon.says(`
    Right. Excel only believes in UTF-8 when the file begins with a byte order mark:

    \`\`\`ts
    response.write('\\uFEFF')
    \`\`\`

    LibreOffice and the accounting tools we test with don't mind it.
    `),
    noor.says('Tried the preview with the file of the first customer: all names are right. I’ll write to the three of them.'),
    jon.solves(),
  ),
  mira.opens(
    'late-mails',
    'Confirmation mails arrive an hour late',
    `
    Since about 07:30 people who sign up wait for their confirmation. The oldest one in the queue is **68 minutes** old.

    - new sign-ups can't go on without it
    - reminders and receipts are late too
    - nothing is lost so far, everything is only late
    `,
    mira.labels('incident', 'mail'),
    mira.rates('urgent'),
    ada.assigns('ada'),
    ada.says(`
    The queue's worker was restarted by the update last night and came back with **one** process instead of eight. It takes in more than it sends.

    | time | waiting |
    |---|---|
    | 07:30 | 4,100 |
    | 08:15 | 9,650 |
    | 08:40 | 2,300, after eight processes |
    `),
    noor.says('New sign-ups get their mail within seconds again. Thank you!'),
    ada.says(
      'Queue is empty. The number of processes now stands in the configuration instead of on the command line, and an alarm rings at 1,000 waiting.',
    ),
    ada.solves(),
  ),
  noor.opens(
    'credit-note-vat',
    'Wrong VAT on credit notes for Norwegian customers',
    `
    A credit note for a Norwegian customer shows 24 % instead of 25 %. The invoice it belongs to is right.

    > We can't book this as it is. Please send a corrected one before the 20th.

    The customer has a deadline, see above.
    `,
    noor.labels('bug', 'billing'),
    mira.rates('urgent'),
    mira.assigns('jon'),
    jon.says(
      'The credit note took the rate of the country in *our* address. It must take the rate of the invoice, always. Fixed, with a test for every country that we bill in.',
    ),
    jon.solves(),
    noor.reopens(),
    noor.says(
      'Not quite, sorry: right for new credit notes, but the one of this customer still says 24 %. Can it be made again under the same number?',
    ),
    jon.says(
      'Not under the same number, that would be changing a booked document. I’ll cancel it and issue a new one; @mira has to approve that.',
    ),
    mira.says('Approved.'),
  ),
  mira.opens(
    'second-approver',
    'A second approver for payments over 10,000',
    `
    Two customers need the four-eyes principle before they may use payments at all:

    - above a limit (10,000 by default) a payment waits for a **second** person
    - nobody approves their own payment
    - the limit can only be changed by an administrator
    `,
    mira.labels('feature', 'billing'),
    kit.says('What happens to a payment that waits while the limit is raised? I would leave it waiting: it was made under the old rule.'),
    mira.says('Agreed, the rule at the time of the payment counts.'),
    ada.assigns('sam'),
    sam.says('On the preview. The button says who can approve, instead of just being grey.'),
    kit.says('Tested all paths, including two people who approve at the same moment: the second one is told that it is done already.'),
    sam.solves(),
  ),
  kit.opens(
    'sign-in-flicker',
    'Sign-in page flickers on slow phones',
    `
    On an older phone with a slow connection the sign-in page is drawn three times before it stands still: without styles, with the wrong font, then right.

    Seen with network throttling to *Slow 3G* in any browser.
    `,
    kit.labels('bug', 'ui'),
    sam.assigns('sam'),
    sam.says(
      'The font is loaded too late. Two lines in the head of the page, and the fallback has the same width now, so nothing moves any more.',
    ),
    kit.says('Confirmed, one clean paint. Lovely.'),
    sam.solves(),
  ),
  ada.opens(
    'rotate-keys',
    'Rotate the keys of the payment provider',
    `
    The yearly rotation. The order matters, payments must not stop:

    1. create the new key at the provider
    2. add it to the vault, *beside* the old one
    3. restart the workers one by one
    4. watch a hundred payments go through
    5. revoke the old key
    6. write down here who did what
    `,
    ada.labels('security', 'change'),
    ada.assigns('ada'),
    ada.says('Steps 1 to 3 are done. Watching.'),
    jon.says('I see the new key’s id in the logs of all eight workers, and none of the old one since 10:12.'),
    ada.says('214 payments with the new key, none failed. The old key is revoked. Next time in a year.'),
    ada.solves(),
  ),
  noor.opens(
    'move-account',
    'How can an account be given to another owner?',
    `
    A customer is selling the company and asks how the new owner gets the account, with all invoices and without the old owner's access.
    `,
    noor.labels('question'),
    mira.says(
      '**Settings → People**: invite the new owner as administrator, then the old owner removes themselves. Invoices stay where they are. There is an article for it, but it is hard to find.',
    ),
    noor.says('That worked for them. I moved the article to the top of *Your account*.'),
    noor.solves(),
  ),
  mira.opens(
    'quarter-report',
    'The report of the last quarter doesn’t add up',
    `
    The sum of the months is 0.03 more than the quarter. Small, but an auditor asked, and "rounding" isn't an answer that they like.
    `,
    mira.labels('bug', 'billing'),
    mira.rates('high'),
    mira.assigns('jon'),
    jon.says(
      'Months are rounded and then added, the quarter is added and then rounded. Both now add cents as whole numbers and round nothing.',
    ),
    jon.solves(),
    mira.reopens(),
    mira.says('Now they are the same, but the printed version still shows the old quarter. A cache?'),
    jon.says('Yes: printed reports are kept for a day. I dropped those of this quarter.'),
    mira.says('All three agree. The auditor is happy, and so am I.'),
    mira.solves(),
  ),
]
