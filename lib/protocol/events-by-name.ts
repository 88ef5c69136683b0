import { Observable, Subject } from 'rxjs';

/** Events by name: a Subject for each name that has subscribers, and none for the others. */
export class EventsByName {
  /** Made when somebody subscribes. */
  #names: Map<string, Subject<unknown>> | undefined;
  #completed = false;

  on(name: string): Observable<unknown> {
    return new Observable(subscriber => {
      if (this.#completed) return subscriber.complete();
      this.#names ??= new Map();
      const names = this.#names;
      const subject = names.get(name) ?? new Subject<unknown>();
      names.set(name, subject);
      const subscription = subject.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        if (!subject.observed && names.get(name) === subject) names.delete(name);
        if (names.size === 0 && this.#names === names) this.#names = undefined;
      };
    });
  }

  emit(name: string, data: unknown): void {
    this.#names?.get(name)?.next(data);
  }

  complete(): void {
    this.#completed = true;
    for (const subject of [...(this.#names?.values() ?? [])]) subject.complete();
  }
}
