import * as tf from '@tensorflow/tfjs';

/** An attribute of a TensorFlow operation, as tfjs-node's addon takes it. */
export interface OpAttribute {
  name: string;
  type: number;
  value: number | boolean | string | number[];
}

/** What is used of tfjs-node's backend to call TensorFlow's operations by name. */
export interface NativeBackend {
  binding: Record<
    | 'TF_FLOAT'
    | 'TF_INT64'
    | 'TF_ATTR_BOOL'
    | 'TF_ATTR_FLOAT'
    | 'TF_ATTR_INT'
    | 'TF_ATTR_SHAPE'
    | 'TF_ATTR_STRING'
    | 'TF_ATTR_TYPE',
    number
  > & {
    /** Version of TensorFlow's C library, as `2.21.0`. */
    TF_Version: string;
    /** The outputs are not tracked by TensorFlow.js: delete them or make tensors of them. */
    executeOp(name: string, attributes: OpAttribute[], inputIds: number[], outputs: number): NativeOutput[];
    deleteTensor(id: number): void;
  };
  getInputTensorIds(inputs: tf.TensorInfo[]): number[];
  createOutputTensor(output: NativeOutput): tf.Tensor;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** A tensor inside the addon. */
export interface NativeOutput {
  id: number;
  shape: number[];
  dtype: number;
}

/** tfjs-node's backend; call it only while `tf.getBackend()` is `tensorflow`. */
export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

/** Attribute of float32 type. */
export function floatType({ binding }: NativeBackend, name: string): OpAttribute {
  return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

/** Boolean attribute that is off. */
export function flagOff({ binding }: NativeBackend, name: string): OpAttribute {
  return { name, type: binding.TF_ATTR_BOOL, value: false };
}
