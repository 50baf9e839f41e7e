import { person, type Story } from './story.ts'

const [ada, mira, jon, sam, noor, kit] = [person('ada'), person('mira'), person('jon'), person('sam'), person('noor'), person('kit')]

/** What has just come in. */
export const CHAPTER_3: readonly Story[] = [
  mira.opens(
    'prove-answer',
    'A customer asks us to prove when we answered',
    `
    The contract says **four hours** for urgent reports. The customer says it took a day, our mails say fifty minutes, and both sides can change their own mails.

    Which of our tickets can we show them, and why should they believe us?
    `,
    mira.labels('compliance', 'question'),
    mira.rates('high'),
    mira.assigns('mira'),
    ada.says(
      'Show them #2. Each event in its time line carries the hash of the one before, so nobody can put an answer in afterwards: not us, and not whoever runs the database.',
    ),
    mira.says('So I can open the ticket with them and let *their* browser check it? That is better than any letter.'),
  ),
  kit.opens(
    'mobile-polling',
    'The mobile app runs into the rate limit',
    `
    With the app in the foreground it asks for news every 5 seconds, for each open list. Three lists are enough for a \`429\`:

    \`\`\`http
    HTTP/1.1 429 Too Many Requests
    Retry-After: 17
    \`\`\`

    It doesn't honour *Retry-After* either.
    `,
    kit.labels('bug', 'api', 'mobile'),
    ada.assigns('ada'),
    ada.says(
      'I looked at the limits: they are as they should be. It is the app that has to change, so this is not mine. Back into the pool.',
    ),
    ada.unassigns(),
    jon.says('A live connection instead of asking would solve it for good. I can take it when #10 is done.'),
  ),
  noor.opens(
    'kenyan-shilling',
    'The list of currencies lacks the Kenyan shilling',
    'A customer in Nairobi bills in KES and works around it with a currency named *Other*. Their reports are unreadable.',
    noor.labels('feature', 'billing'),
    noor.rates('low'),
    mira.says('I would give this to @sam, but Sam has three open tickets already, which is the most that anybody here may have.'),
    sam.says('Almost done with the printed addresses, then I’ll take it.'),
  ),
  kit.opens(
    'focus-after-save',
    'Keyboard focus jumps to the top of the page after saving',
    `
    In every form: **Tab** to *Save*, press **Enter**, and the focus is at the top of the page. With a screen reader one hears the whole menu again after every change.

    It should stay on the button, and the result should be announced.
    `,
    kit.labels('bug', 'ui', 'accessibility'),
    kit.rates('high'),
    noor.says('This explains a mail that I didn’t understand last week. I’ll ask them whether they want to try the fix.'),
  ),
  ada.opens(
    'slow-backup',
    'Nightly backup took four hours instead of one',
    `
    | night | duration | size |
    |---|---|---|
    | Monday | 58 min | 212 GB |
    | Tuesday | 61 min | 213 GB |
    | Wednesday | **4 h 07** | 214 GB |

    The backup is complete and could be restored, I tried. It only took far too long.
    `,
    ada.labels('operations'),
    ada.rates('high'),
    kit.assigns('kit'),
    kit.says(
      'Wednesday at 01:00 the yearly statistics were computed, from the same disk. I’ll move them to the weekend and watch the next three nights.',
    ),
    kit.says('First night after the move: 59 minutes. Two more, then I’ll close this.'),
  ),
  mira.opens(
    'portuguese-reminders',
    'Translate the reminders into Portuguese',
    'Reminders are friendly in English and German, and in Portuguese they read like a threat. A native speaker should write the three of them anew.',
    mira.labels('feature', 'mail'),
    mira.rates('low'),
    noor.assigns('noor'),
    noor.says(`
    First one, for a reminder after a week:

    > Olá! Talvez a fatura tenha ficado esquecida: ainda não recebemos o pagamento. Se já pagou, ignore esta mensagem.

    Two to go.
    `),
  ),
  noor.opens(
    'blocked-pdfs',
    'Attached invoices are blocked by some mail servers',
    `
    A hospital and two banks never get our invoices: their servers drop every PDF with a **form** in it, and ours have one for the payment slip.
    `,
    noor.labels('bug', 'mail'),
    noor.renames('Invoices as PDF are dropped by some mail servers'),
    kit.says('Could we send a link for those, and the PDF for everybody else? It would have to be a setting of the customer.'),
    mira.says('Their data protection people will ask where the link leads. But yes, let us offer it.'),
  ),
  mira.opens(
    'year-end',
    'What has to be done before the year ends',
    `
    As every year, and as every year we begin early:

    1. **Numbers** – invoices of the new year begin at 1 again
    2. **Rates** – check the VAT of all countries for the 1st of January
    3. **Archive** – close the books of the year before last
    4. **People** – who is on call over the holidays?

    Each point gets its own ticket when somebody takes it.
    `,
    mira.labels('planning'),
    mira.assigns('mira'),
    jon.says('I’ll take the rates. Last time two countries changed theirs in the last week of December.'),
    ada.says('On call: I can do the first half of the holidays.'),
    sam.says('And I the second.'),
  ),
]
