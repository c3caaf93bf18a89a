import { CustomChart, LineChart } from 'echarts/charts';
import { use } from 'echarts/core';

use([CustomChart, LineChart]);
