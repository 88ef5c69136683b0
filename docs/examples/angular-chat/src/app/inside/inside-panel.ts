import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { stats, stats$ } from 'rx-beam';
import { injectBeamChat, injectChatStatus } from 'rx-beam/angular';
import { map, merge } from 'rxjs';
import { Notices } from '../chat/notices';
import { sayError } from '../chat/say-error';
import { figuresOf, figuresOfAddress } from './figures';
import { TraceLog } from './trace-log';

/** How often the figures are read, besides at each change of the status. */
const EVERY_MS = 500;

/** Shows the client from inside, by the public API: `stats$`, `stats` and `trace`. It reads only while it is in the page. */
@Component({
  selector: 'app-inside-panel',
  imports: [TraceLog],
  template: `
    <h2 tabindex="-1">The client from inside</h2>
    <dl class="wide">
      @for (figure of figures(); track figure.name) {
        <div>
          <dt>{{ figure.name }}</dt>
          <dd>{{ figure.value }}</dd>
        </div>
      }
    </dl>
    <button [disabled]="!isConnected()" (click)="ping()">Ping the server</button>
    <h3>Addresses</h3>
    <ul>
      @for (each of addresses(); track each.address) {
        <li>
          <p class="address">
            {{ each.address }}
            @if (each.use; as use) {
              <span>{{ use }}</span>
            }
          </p>
          <dl>
            @for (figure of each.figures; track figure.name) {
              <div>
                <dt>{{ figure.name }}</dt>
                <dd>{{ figure.value }}</dd>
              </div>
            }
          </dl>
          @if (each.lastError; as error) {
            <p class="error">{{ error }}</p>
          }
        </li>
      } @empty {
        <li>None was dialled yet.</li>
      }
    </ul>
    <button [attr.aria-expanded]="showsTrace()" aria-controls="trace" (click)="showsTrace.set(!showsTrace())">
      {{ showsTrace() ? 'Hide the trace' : 'Show the trace' }}
    </button>
    @if (showsTrace()) {
      <app-trace-log id="trace" />
    }
  `,
  styleUrl: './inside-panel.css',
})
export class InsidePanel {
  readonly #chat = injectBeamChat();
  readonly #notices = inject(Notices);
  readonly #status = injectChatStatus();
  readonly #stats = toSignal(
    merge(stats$(this.#chat, { every: EVERY_MS }), this.#chat.status$.pipe(map(() => stats(this.#chat)))),
    { initialValue: stats(this.#chat) },
  );
  protected readonly showsTrace = signal(false);

  protected readonly isConnected = computed(() => this.#status().state === 'connected');
  protected readonly figures = computed(() => figuresOf(this.#stats()));
  protected readonly addresses = computed(() =>
    this.#stats().addresses.map(each => ({
      address: each.address,
      use: each.address === this.#status().address ? this.#use() : undefined,
      figures: figuresOfAddress(each),
      lastError: each.lastError?.message,
    })),
  );
  readonly #use = computed(() => {
    const { state, retryAt } = this.#status();
    if (state === 'connected') return 'in use';
    return (state === 'connecting' || state === 'reconnecting') && retryAt === undefined ? 'dialling' : undefined;
  });

  protected ping(): void {
    this.#chat.ping().catch(error => this.#notices.say(sayError(error)));
  }
}
