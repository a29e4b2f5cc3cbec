import { products } from '@influxkit/test-tools';
import { drive } from '../src/drive.js';

for (const product of products) drive(product);
