import { describeThreePeople } from '../browser/three-people.ts'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 3, people: ['ada', 'mira', 'jon'], inBrowser: true })

describeThreePeople('two signed-in people and a guest, each on a server of their own, on one MongoDB', async () => {
  const [mira, jon, guest] = [0, 1, 2].map(place => t.cluster().member(place).url)
  return { mira: mira ?? '', jon: jon ?? '', guest: guest ?? '' }
})
