// Kernels that ONNX Runtime's CUDA provider has not, for 16 bit floats: RotateOperator and GateOperator say what they
// compute.
// compile.py makes PTX of them, which every driver since CUDA 12.0 compiles for its own GPU. No header is needed.

struct Bf16 {
  static __device__ void unpack(unsigned pair, float& low, float& high) {
    low = __uint_as_float(pair << 16);
    high = __uint_as_float(pair & 0xffff0000u);
  }
  static __device__ unsigned pack(float low, float high) {
    unsigned pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
  }
};

struct Fp16 {
  static __device__ void unpack(unsigned pair, float& low, float& high) {
    asm("{.reg .b16 l, h; mov.b32 {l, h}, %2; cvt.f32.f16 %0, l; cvt.f32.f16 %1, h;}" : "=f"(low), "=f"(high) : "r"(pair));
  }
  static __device__ unsigned pack(float low, float high) {
    unsigned pair;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
  }
};

template <class T>
__device__ void unpack(const uint4& eight, float* out) {
  T::unpack(eight.x, out[0], out[1]);
  T::unpack(eight.y, out[2], out[3]);
  T::unpack(eight.z, out[4], out[5]);
  T::unpack(eight.w, out[6], out[7]);
}

template <class T>
__device__ uint4 pack(const float* in) {
  return make_uint4(T::pack(in[0], in[1]), T::pack(in[2], in[3]), T::pack(in[4], in[5]), T::pack(in[6], in[7]));
}

// A head of 128 numbers is the work of 16 lanes with 8 numbers each: 16 bytes a load.
template <class T>
__device__ void rotate(const uint4* query, const uint4* key, uint4* rotatedQuery, uint4* rotatedKey, const uint4* queryNorm,
                       const uint4* keyNorm, const uint4* cosine, const uint4* sine, const int* positions, int heads,
                       int keyHeads, float epsilon, long long all) {
  long long number = ((long long)blockIdx.x * blockDim.x + threadIdx.x) >> 4;
  if (number >= all) return;
  int lane = threadIdx.x & 15;
  int both = heads + keyHeads;
  long long token = number / both;
  int head = (int)(number % both);
  bool isQuery = head < heads;
  long long place = (isQuery ? token * heads + head : token * keyHeads + head - heads) * 16 + lane;
  float x[8], weight[8], c[8], s[8];
  unpack<T>(isQuery ? query[place] : key[place], x);
  unpack<T>(isQuery ? queryNorm[lane] : keyNorm[lane], weight);
  long long angles = (long long)positions[token] * 8 + (lane & 7);
  unpack<T>(cosine[angles], c);
  unpack<T>(sine[angles], s);
  float square = 0;
#pragma unroll
  for (int i = 0; i < 8; i++) square += x[i] * x[i];
  unsigned active = 0xffffu << (threadIdx.x & 16);
#pragma unroll
  for (int step = 8; step; step >>= 1) square += __shfl_xor_sync(active, square, step, 16);
  float scale = rsqrtf(square / 128 + epsilon);
  float sign = lane < 8 ? -1.f : 1.f;
#pragma unroll
  for (int i = 0; i < 8; i++) {
    x[i] *= scale * weight[i];
    float other = __shfl_xor_sync(active, x[i], 8, 16);
    x[i] = x[i] * c[i] + sign * other * s[i];
  }
  (isQuery ? rotatedQuery : rotatedKey)[place] = pack<T>(x);
}

template <class T>
__device__ void gate(const uint4* gates, const uint4* ups, uint4* out, long long all) {
  long long place = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (place >= all) return;
  float g[8], u[8];
  unpack<T>(gates[place], g);
  unpack<T>(ups[place], u);
#pragma unroll
  for (int i = 0; i < 8; i++) u[i] *= g[i] / (1 + __expf(-g[i]));
  out[place] = pack<T>(u);
}

#define ROTATE(name, type)                                                                                                  \
  extern "C" __global__ void name(const uint4* query, const uint4* key, uint4* rotatedQuery, uint4* rotatedKey,              \
                                  const uint4* queryNorm, const uint4* keyNorm, const uint4* cosine, const uint4* sine,      \
                                  const int* positions, int heads, int keyHeads, float epsilon, long long all) {             \
    rotate<type>(query, key, rotatedQuery, rotatedKey, queryNorm, keyNorm, cosine, sine, positions, heads, keyHeads,         \
                 epsilon, all);                                                                                              \
  }
#define GATE(name, type)                                                                                                    \
  extern "C" __global__ void name(const uint4* gates, const uint4* ups, uint4* out, long long all) {                        \
    gate<type>(gates, ups, out, all);                                                                                       \
  }

ROTATE(rotate_bf16, Bf16)
ROTATE(rotate_fp16, Fp16)
GATE(gate_bf16, Bf16)
GATE(gate_fp16, Fp16)
