import { LineChart, ScatterChart } from 'echarts/charts';
import { DataZoomInsideComponent } from 'echarts/components';
import { use } from 'echarts/core';

// The line draws a front through the points.
use([ScatterChart, LineChart, DataZoomInsideComponent]);
