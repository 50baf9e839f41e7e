import { z } from 'zod'

const answerSchema = z.object({ items: z.array(z.object({ label: z.string(), tickets: z.number() })) })

export type UsedLabel = { readonly label: string; readonly tickets: number }

/** The labels in use, most used first; none where they can't be had: a filter without suggestions is better than a page with an error. */
export async function fetchLabels(fetcher: typeof fetch): Promise<readonly UsedLabel[]> {
  try {
    const response = await fetcher('/api/labels')
    return response.ok ? answerSchema.parse(await response.json()).items : []
  } catch {
    return []
  }
}
