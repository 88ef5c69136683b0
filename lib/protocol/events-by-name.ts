import { Observable, Subject } from 'rxjs';

/** Events by name: a Subject for each name that has subscribers, and none for the others. */
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

  emit(name: string, data: unknown): void {
    this.#names.get(name)?.next(data);
  }

  complete(): void {
    this.#completed = true;
    for (const subject of [...this.#names.values()]) subject.complete();
  }
}
