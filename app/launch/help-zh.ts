/** Chinese texts for the descriptions in the schema of run configs; a test demands one for each. */
export const HELP_ZH: Record<string, string> = {
  'A stored model, the output model of a run, or of another step of the same pipeline':
    '已存储的模型、某次运行的输出模型，或同一流水线中另一步的输出模型',
  'Architecture of the network': '网络架构',
  'Units of each hidden layer': '各隐藏层的单元数',
  'Optimizer; momentum is 0.9, Adam uses 0.9 and 0.999': '优化器；动量为 0.9，Adam 使用 0.9 和 0.999',
  'Passes over the training images': '遍历训练图像的次数',
  'Images per optimizer step': '每个优化步的图像数',
  'How many images of the training split to use; all when left out': '使用多少张训练图像；留空则使用全部',
  'How many images of the validation split to use; all when left out': '使用多少张验证图像；留空则使用全部',
  'How many images of the test split to use; all when left out': '使用多少张测试图像；留空则使用全部',
  'Experiment the run belongs to': '运行所属的实验',
  'Name of the run; made from the config when left out': '运行名称；留空则由配置生成',
  'Seed of initial weights, batch order and sampling': '初始权重、批次顺序和抽样的随机种子',
  'Sparsities at which each layer is tried, alone, from its unpruned weights':
    '逐层测试的稀疏度，每次均从未剪枝的权重开始',
  'layer: the same sparsity in each layer; global: one ranking over all layers':
    'layer：各层稀疏度相同；global：所有层统一排序',
  'Rounds of pruning and fine-tuning that lead to it': '达到该稀疏度所用的剪枝-微调轮数',
  'Fine-tuning after each round; null for none': '每轮之后的微调；null 表示不微调',
  'static: activations by calibration; dynamic: by each batch; qat: static, then trained with fake quantization':
    'static：由校准确定激活范围；dynamic：由每个批次确定；qat：先 static，再用伪量化训练',
  'How the range of an activation is found in the calibration images': '如何从校准图像确定激活范围',
  'Training images used for calibration': '用于校准的训练图像数',
  'Training of mode qat': 'qat 模式的训练',
  'A new network, or a model that goes on from its weights, zeros and quantizers':
    '新网络，或沿用其权重、零值和量化器继续训练的模型',
  'total loss = alpha * T^2 * distillation + (1 - alpha) * student':
    '总损失 = alpha × T² × 蒸馏损失 + (1 − alpha) × 学生损失',
  'How gradients become steps; adam asks for the least tuning': '梯度如何变成更新步；adam 最不需要调参',
  'Size of a step: about 0.001 with adam, 0.01 to 0.1 with sgd and momentum':
    '更新步长：adam 约 0.001，sgd 和 momentum 为 0.01 到 0.1',
  'A data set that this installation has, as mnist': '本机已有的数据集，例如 mnist',
  'Images to train and measure on; fewer of them make a quick trial':
    '用于训练和测量的图像；少用一些可快速试验',
  'element: single weights; filter: whole filters and neurons, with their biases':
    'element：单个权重；filter：整个滤波器或神经元，连同其偏置',
  'Share of zeros at the end: 0.9 keeps one weight in ten': '最终零值所占比例：0.9 表示每十个权重保留一个',
  'Bits of a weight and of an activation, 2 to 8': '权重和激活的位数，2 到 8',
  'One scale for a whole kernel, or one for each of its output channels':
    '整个卷积核共用一个 scale，或每个输出通道各一个',
  'The model whose soft answers the student learns': '学生模型学习其软输出的模型',
  'Softens the answers of teacher and student: 1 as they are, 2 to 10 tell more of the wrong classes':
    '软化教师和学生的输出：1 为原样，2 到 10 能体现更多错误类别的信息',
  'The child runs, in an order in which each comes after its inputs': '子运行；每一步都排在其输入之后',
};
