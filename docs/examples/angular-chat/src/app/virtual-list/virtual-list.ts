import { NgTemplateOutlet } from '@angular/common';
import {
  afterEveryRender,
  afterNextRender,
  Component,
  computed,
  contentChild,
  DestroyRef,
  type ElementRef,
  inject,
  input,
  signal,
  TemplateRef,
  viewChild,
} from '@angular/core';
import { Heights } from './heights';

/** The assumed height of a row that was not rendered yet, in px. */
const GUESS = 44;
/** Rows are rendered this far beyond the viewport, in px. */
const AHEAD = 400;
/** A scroll position this close to the end counts as at the end, in px. */
const NEAR = 32;

/** The context of a row's template. */
export interface Row<T> {
  readonly $implicit: T;
  readonly before: T | undefined;
}

/**
 * A list of rows of any height, which renders only those near the viewport. It stays at its end while rows are added,
 * until the user scrolls up. Then it keeps the first visible row in place while rows above are measured or added.
 */
@Component({
  selector: 'app-virtual-list',
  imports: [NgTemplateOutlet],
  template: `
    <div
      #scroller
      class="scroller"
      tabindex="0"
      role="log"
      aria-live="off"
      [attr.aria-label]="label()"
      (scroll)="scrolled()"
    >
      <div role="list" [style.height.px]="total()">
        <div #rows class="rows" [style.top.px]="offset()">
          @for (row of shown(); track row.item.key) {
            <div role="listitem" [attr.aria-posinset]="row.place + 1" [attr.aria-setsize]="items().length">
              <ng-container *ngTemplateOutlet="template(); context: { $implicit: row.item, before: row.before }" />
            </div>
          }
        </div>
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
      min-height: 0;
    }
    .scroller {
      display: flex;
      flex-direction: column;
      height: 100%;
      padding-bottom: 0.6rem;
      overflow: hidden auto;
      overflow-anchor: none;
      overscroll-behavior: contain;
    }
    [role='list'] {
      flex: none;
      margin-top: auto;
    }
    .rows {
      position: relative;
    }
  `,
})
export class VirtualList<T extends { readonly key: string }> {
  readonly items = input.required<readonly T[]>();
  readonly label = input.required<string>();
  protected readonly template = contentChild.required<TemplateRef<Row<T>>>(TemplateRef);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly rows = viewChild.required<ElementRef<HTMLElement>>('rows');

  readonly #heights = new Heights(GUESS);
  readonly #view = signal({ top: 0, height: 0 });
  /** Counts the renders after which a height differed from the one assumed. */
  readonly #measured = signal(0);
  readonly #isAtEnd = signal(true);
  /** The first visible row, and how many px of it are above the viewport. */
  #anchor = { key: '', above: 0 };

  /** Whether the newest row is visible. */
  readonly isAtEnd = this.#isAtEnd.asReadonly();
  /** The index of the first row in the viewport, and the one after the last row that is in it as a whole. */
  readonly inView = computed(
    () => {
      this.#layout();
      const { top, height } = this.#view();
      const last = this.#heights.indexAt(top + height);
      const isWhole = this.#heights.top(last + 1) <= top + height;
      return { first: this.#heights.indexAt(top), end: Math.min(this.items().length, isWhole ? last + 1 : last) };
    },
    { equal: (one, two) => one.first === two.first && one.end === two.end },
  );

  readonly #arranged = computed(() => {
    this.#heights.arrange(this.items().map(({ key }) => key));
    return {};
  });
  /** Changes whenever the position of a row may have changed. */
  readonly #layout = computed(() => ({ arranged: this.#arranged(), measured: this.#measured() }));
  readonly #range = computed(
    () => {
      this.#layout();
      const { top, height } = this.#view();
      const first = this.#heights.indexAt(top - AHEAD);
      return { first, end: this.items().length === 0 ? 0 : this.#heights.indexAt(top + height + AHEAD) + 1 };
    },
    { equal: (one, two) => one.first === two.first && one.end === two.end },
  );
  protected readonly total = computed(() => {
    this.#layout();
    return this.#heights.total;
  });
  protected readonly offset = computed(() => {
    this.#layout();
    return this.#heights.top(this.#range().first);
  });
  protected readonly shown = computed(() => {
    const { first, end } = this.#range();
    const items = this.items();
    return items.slice(first, end).map((item, i) => ({ item, place: first + i, before: items[first + i - 1] }));
  });

  constructor() {
    afterEveryRender({ mixedReadWrite: () => this.#settle() });
    const destroyRef = inject(DestroyRef);
    // Rows also change their height without a render: with the width of the list, or when a font has loaded.
    afterNextRender(() => {
      const observer = new ResizeObserver(() => this.#settle());
      for (const each of [this.scroller(), this.rows()]) observer.observe(each.nativeElement);
      destroyRef.onDestroy(() => observer.disconnect());
    });
  }

  toEnd(): void {
    this.#isAtEnd.set(true);
    this.#settle();
  }

  /** Scrolls no further than it takes to have the row of a key in the viewport. */
  reveal(key: string): void {
    const index = this.items().findIndex(item => item.key === key);
    if (index < 0) return;
    const scroller = this.scroller().nativeElement;
    const [top, bottom] = [this.#heights.top(index), this.#heights.top(index + 1)];
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    this.scrolled();
  }

  protected scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller().nativeElement;
    this.#view.set({ top: scrollTop, height: clientHeight });
    this.#isAtEnd.set(scrollTop + clientHeight >= scrollHeight - NEAR);
    this.#hold();
  }

  /** Measures the rendered rows. Once all heights are known, scrolls so that the first visible row is where it was. */
  #settle(): void {
    const elements = this.rows().nativeElement.children;
    const news = this.shown().filter(({ item }, i) => {
      const element = elements[i];
      return element !== undefined && this.#heights.measure(item.key, element.getBoundingClientRect().height);
    });
    // Render with the new heights first: the list cannot scroll beyond its current height.
    if (news.length > 0) return this.#measured.update(count => count + 1);
    const scroller = this.scroller().nativeElement;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // Rows that are removed may leave nothing below, and cause no scroll event.
    if (scrollTop + clientHeight >= scrollHeight - NEAR) this.#isAtEnd.set(true);
    // Scroll by a distance, not to a position: the user may have scrolled meanwhile.
    const shift = this.#isAtEnd() ? scrollHeight - clientHeight - scrollTop : this.#shift();
    if (Math.abs(shift) >= 1) scroller.scrollTop = scrollTop + shift;
    const { top, height } = this.#view();
    if (top === scroller.scrollTop && height === clientHeight) return;
    this.#view.set({ top: scroller.scrollTop, height: clientHeight });
    this.#hold();
  }

  #hold(): void {
    const { top } = this.#view();
    const index = this.#heights.indexAt(top);
    this.#anchor = { key: this.items()[index]?.key ?? '', above: top - this.#heights.top(index) };
  }

  /** How far the first visible row has moved. */
  #shift(): number {
    this.#layout();
    const index = this.items().findIndex(({ key }) => key === this.#anchor.key);
    return index < 0 ? 0 : this.#heights.top(index) + this.#anchor.above - this.#view().top;
  }
}
