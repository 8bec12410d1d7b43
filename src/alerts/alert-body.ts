import type { Notice } from './alert-kind.ts';
import { escapeMarkup } from './plain-words.ts';

const LONGEST_TITLE = 150;
const LONGEST_TEXT = 2_000;

/**
 * The JSON that is posted. `text` stands at the top as well, since the incoming hooks of Slack and Teams show that and nothing else.
 * `consoleUrl`: null where the service does not know its own address.
 */
export function alertBody({ type, count, title, text, at }: Notice, consoleUrl: string | null): string {
  const shownTitle = escapeMarkup(title.slice(0, LONGEST_TITLE));
  const shownText = escapeMarkup(text.slice(0, LONGEST_TEXT));
  const times = count > 1 ? ` (${count} times since the last alert of this kind)` : '';
  const link = consoleUrl === null ? '' : `\n${consoleUrl}`;
  return JSON.stringify({
    type,
    timestamp: at.toISOString(),
    data: { title: shownTitle, text: shownText, count, url: consoleUrl },
    text: `${shownTitle}${times}\n${shownText}${link}`,
  });
}
