import { Injectable, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectBeamChat } from 'rx-beam/angular';
import { throttleTime } from 'rxjs';
import { messageLog } from './message-log';
import { Outbox } from './outbox';

/** The time between two rendered frames. */
const FRAME_MS = 16;

/** The log as a signal. A single line is shown at once; a burst updates the signal once per frame. */
@Injectable()
export class Lines {
  readonly #log$ = messageLog(injectBeamChat(), inject(Outbox).sent$);

  readonly all = toSignal(this.#log$.pipe(throttleTime(FRAME_MS, undefined, { leading: true, trailing: true })), {
    requireSync: true,
  });
}
