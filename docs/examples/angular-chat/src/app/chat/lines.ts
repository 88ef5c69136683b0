import { Injectable, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectBeamChat } from 'rx-beam/angular';
import { throttleTime } from 'rxjs';
import { messageLog } from './message-log';
import { Outbox } from './outbox';

/** The time between two frames, in ms. */
const FRAME = 16;

/** The log as a signal. A line shows at once, a burst of them once in each frame. */
@Injectable()
export class Lines {
  readonly #log$ = messageLog(injectBeamChat(), inject(Outbox).sent$);

  readonly all = toSignal(this.#log$.pipe(throttleTime(FRAME, undefined, { leading: true, trailing: true })), {
    requireSync: true,
  });
}
