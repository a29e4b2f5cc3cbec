import { drive } from '../src/drive.js';

drive('cloud-v2');
