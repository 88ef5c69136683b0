import { BeamChat } from 'rx-beam';

globalThis.title = new BeamChat(['wss://one.example']).status.state;
