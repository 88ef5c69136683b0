// First, since Angular compiles decorators where they stand.
import '@angular/compiler';
import { NgModule, RendererFactory2 } from '@angular/core';
import { TestBed, TestComponentRenderer } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

/** What is asked for at the end of a test, though nothing was drawn. */
@NgModule({
  providers: [
    { provide: RendererFactory2, useValue: {} },
    { provide: TestComponentRenderer, useValue: { removeAllRootElements: () => {} } },
  ],
})
class NothingDrawn {}

/** Angular's TestBed in Node, for services: what the Angular CLI's runner does for its tests. */
TestBed.initTestEnvironment([BrowserTestingModule, NothingDrawn], platformBrowserTesting());
