import { Observable, Subject } from 'rxjs';
import type { EventPacket } from './packet.js';

/** Events by name: a Subject for each name that somebody listens to, and none for the others. */
export class EventsByName {
  readonly #names = new Map<string, Subject<unknown>>();
  #completed = false;

  on(name: string): Observable<unknown> {
    return new Observable(subscriber => {
      if (this.#completed) return subscriber.complete();
      const subject = this.#names.get(name) ?? new Subject<unknown>();
      this.#names.set(name, subject);
      const subscription = subject.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        if (!subject.observed && this.#names.get(name) === subject) this.#names.delete(name);
      };
    });
  }

  emit(packet: EventPacket): void {
    this.#names.get(packet.event)?.next(packet.data);
  }

  complete(): void {
    this.#completed = true;
    for (const subject of [...this.#names.values()]) subject.complete();
  }
}
