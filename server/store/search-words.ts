/**
 * A run of letters and digits is a word. Scripts that don't part their words by spaces are taken character by character, so that a
 * word can be found anywhere in a sentence.
 */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}])+/gu
const MARKS = /\p{M}/gu
/** What stands after it in a word is not looked at, neither in texts nor in queries. */
const MAX_WORD = 64

/**
 * The distinct words of a text, folded: without case, accents and compatibility forms. Every adapter indexes and asks with these, so
 * that they all find the same, whatever their own text search thinks of a language.
 */
export function searchWords(text: string): readonly string[] {
  const folded = text.toLowerCase().normalize('NFKD').replace(MARKS, '')
  return [...new Set(Array.from(folded.matchAll(WORD), ([word]) => shortened(word)))]
}

/** Cut between characters, never within one. */
function shortened(word: string): string {
  return word.length <= MAX_WORD ? word : Array.from(word).slice(0, MAX_WORD).join('')
}
