import { HeatmapChart } from 'echarts/charts';
import { DataZoomComponent, VisualMapContinuousComponent } from 'echarts/components';
import { use } from 'echarts/core';

use([HeatmapChart, VisualMapContinuousComponent, DataZoomComponent]);
