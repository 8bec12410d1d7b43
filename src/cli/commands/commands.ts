import type { Command } from '../command.ts';
import { audit } from './audit.ts';
import { doctor } from './doctor.ts';
import { eventsDiscard, eventsReplay } from './events-decide.ts';
import { eventsList } from './events-list.ts';
import { eventsPlan } from './events-plan.ts';
import { eventsShow } from './events-show.ts';
import { links } from './links.ts';
import { replaysCancel, replaysShow, replaysStart } from './replays.ts';
import { send } from './send.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  eventsList,
  eventsShow,
  eventsReplay,
  eventsDiscard,
  eventsPlan,
  replaysStart,
  replaysShow,
  replaysCancel,
  links,
  audit,
  send,
  doctor,
];
