import { NgComponentOutlet } from '@angular/common';
import { Component, inject } from '@angular/core';
import { Door } from './door';
import { Room } from './room/room';
import { linkTo, type Ticket, ticketOf } from './visit/ticket';
import { Visit } from './visit/visit';

/** Shows the form to join, or the channel. A visit has its own injector, which destroys all its services when it ends. */
@Component({
  selector: 'app-root',
  imports: [Door, NgComponentOutlet],
  template: `
    @if (visit.injector(); as injector) {
      <ng-container *ngComponentOutlet="room; environmentInjector: injector" />
    } @else {
      <app-door (entered)="enter($event)" />
    }
  `,
})
export class App {
  protected readonly visit = inject(Visit);
  protected readonly room = Room;

  constructor() {
    const ticket = ticketOf(location.search);
    if (ticket !== undefined) this.visit.enter(ticket);
  }

  protected enter(ticket: Ticket): void {
    history.replaceState(null, '', linkTo(ticket));
    this.visit.enter(ticket);
  }
}
