import { BeamChat } from 'rx-beam';

document.title = new BeamChat(['wss://one.example']).status.state;
