import { drive } from '../src/drive.js';

drive('cloud-serverless');
