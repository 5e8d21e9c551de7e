import { counts } from './counts.ts'
import { pluralOf } from './plural.ts'

const form = pluralOf('ar')

export interface Noun {
  readonly one: string
  /** Nominative and genitive dual; every other form is written alike in both. */
  readonly two: string
  readonly twoOblique: string
  /** 3–10. */
  readonly few: string
  /** 11–99, accusative singular. */
  readonly many: string
  /** Round hundreds and the like, genitive singular. */
  readonly other: string
}
const noun = (one: string, two: string, twoOblique: string, few: string, many: string, other: string): Noun => ({
  one,
  two,
  twoOblique,
  few,
  many,
  other,
})

export const day = noun('يوم واحد', 'يومان', 'يومين', 'أيام', 'يوما', 'يوم')
export const hour = noun('ساعة واحدة', 'ساعتان', 'ساعتين', 'ساعات', 'ساعة', 'ساعة')
export const minute = noun('دقيقة واحدة', 'دقيقتان', 'دقيقتين', 'دقائق', 'دقيقة', 'دقيقة')
export const second = noun('ثانية واحدة', 'ثانيتان', 'ثانيتين', 'ثوان', 'ثانية', 'ثانية')
export const service = noun('خدمة واحدة', 'خدمتان', 'خدمتين', 'خدمات', 'خدمة', 'خدمة')
export const monitor = noun('نقطة رصد واحدة', 'نقطتا رصد', 'نقطتي رصد', 'نقاط رصد', 'نقطة رصد', 'نقطة رصد')
export const control = noun('نقطة مراقبة واحدة', 'نقطتا مراقبة', 'نقطتي مراقبة', 'نقاط مراقبة', 'نقطة مراقبة', 'نقطة مراقبة')
export const outage = noun('انقطاع واحد', 'انقطاعان', 'انقطاعين', 'انقطاعات', 'انقطاعا', 'انقطاع')
export const failed = noun('معاينة فاشلة واحدة', 'معاينتان فاشلتان', 'معاينتين فاشلتين', 'معاينات فاشلة', 'معاينة فاشلة', 'معاينة فاشلة')
export const inARow = noun(
  'معاينة فاشلة واحدة',
  'معاينتان فاشلتان متتاليتان',
  'معاينتين فاشلتين متتاليتين',
  'معاينات فاشلة متتالية',
  'معاينة فاشلة متتالية',
  'معاينة فاشلة متتالية',
)
export const good = noun('معاينة ناجحة واحدة', 'معاينتان ناجحتان', 'معاينتين ناجحتين', 'معاينات ناجحة', 'معاينة ناجحة', 'معاينة ناجحة')
export const look = noun('معاينة واحدة', 'معاينتان', 'معاينتين', 'معاينات', 'معاينة', 'معاينة')
export const time = noun('مرة واحدة', 'مرتان', 'مرتين', 'مرات', 'مرة', 'مرة')
export const byte = noun('بايت واحد', 'بايتان', 'بايتين', 'بايتات', 'بايتا', 'بايت')

/** One and two are the noun alone, without a digit. */
export const counted = (count: number, word: Noun, two = word.two) => {
  if (count === 1) return word.one
  if (count === 2) return two
  return `${counts.ar(count)} ${form(count, word)}`
}
/** After a preposition or «بين»: the dual changes (يومين, not يومان). */
export const oblique = (count: number, word: Noun) => counted(count, word, word.twoOblique)
export const of = (count: number, total: number, word: Noun) => `${counted(count, word)} من أصل ${total}`
export const joined = (items: readonly string[]) => items.join(' و')
