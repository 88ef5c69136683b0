import { createEnvironmentInjector, EnvironmentInjector, Injectable, inject, signal } from '@angular/core';
import { provideBeamChat } from 'rx-beam/angular';
import { Lines } from '../chat/lines';
import { Moderation } from '../chat/moderation';
import { Notices } from '../chat/notices';
import { Outbox } from '../chat/outbox';
import { People } from '../chat/people';
import { Polls } from '../chat/polls';
import { TryNow } from '../chat/try-now';
import { credentials, join } from './join';
import { Me } from './me';
import { TICKET, type Ticket } from './ticket';

/** The current stay in a channel. Each one has its own injector, and leaving destroys it, which closes the chat. */
@Injectable({ providedIn: 'root' })
export class Visit {
  readonly #parent = inject(EnvironmentInjector);
  readonly #injector = signal<EnvironmentInjector | undefined>(undefined);
  readonly injector = this.#injector.asReadonly();

  enter(ticket: Ticket): void {
    this.leave();
    const tryNow = new TryNow();
    this.#injector.set(
      createEnvironmentInjector(
        [
          { provide: TICKET, useValue: ticket },
          { provide: TryNow, useValue: tryNow },
          provideBeamChat(join, { auth: credentials, backoff: { max: 10_000 }, wake$: tryNow.wake$ }),
          [Lines, Me, Moderation, Notices, Outbox, People, Polls],
        ],
        this.#parent,
      ),
    );
  }

  leave(): void {
    const injector = this.#injector();
    this.#injector.set(undefined);
    injector?.destroy();
  }
}
