import type { Outage } from '../../core/outage.ts'
import type { Locale } from '../../i18n/index.ts'
import type { MarkedState } from './state.ts'

/** What an outage is now: in progress, over, unconfirmed, or unknown while nobody can tell whether it goes on. */
export function outageState({ t }: Locale, { outage, unknownNow }: { readonly outage: Outage; readonly unknownNow: boolean }): MarkedState {
  if (!outage.confirmed) return { mark: 'unconfirmed', text: t.outage.kind.unconfirmed }
  if (outage.ongoing && unknownNow) return { mark: 'unknown', text: t.state.unknown }
  return { mark: 'down', text: outage.ongoing ? t.outage.kind.ongoing : t.outage.kind.confirmed }
}
