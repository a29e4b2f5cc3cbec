import { drive } from '../src/drive.js';

drive('oss-v2');
