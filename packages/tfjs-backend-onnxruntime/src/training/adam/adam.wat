;; A step of Adam over some of 4,096 elements of four lists, which lie one after the other: variable, first moment,
;; second moment and gradient. The first three are changed in place. After a change: node src/training/adam/compile.mjs
(module
  (memory (export "memory") 1)
  (func (export "step")
    ;; elements, the next multiple of 4 of them
    (param $count i32)
    (param $kept f32) (param $firstKept f32) (param $firstAdded f32)
    (param $secondKept f32) (param $secondAdded f32) (param $length f32) (param $epsilon f32)
    (local $at i32) (local $end i32)
    (local $slope v128) (local $first v128) (local $second v128)
    (local $kept4 v128) (local $firstKept4 v128) (local $firstAdded4 v128)
    (local $secondKept4 v128) (local $secondAdded4 v128) (local $length4 v128) (local $epsilon4 v128)
    (local.set $kept4 (f32x4.splat (local.get $kept)))
    (local.set $firstKept4 (f32x4.splat (local.get $firstKept)))
    (local.set $firstAdded4 (f32x4.splat (local.get $firstAdded)))
    (local.set $secondKept4 (f32x4.splat (local.get $secondKept)))
    (local.set $secondAdded4 (f32x4.splat (local.get $secondAdded)))
    (local.set $length4 (f32x4.splat (local.get $length)))
    (local.set $epsilon4 (f32x4.splat (local.get $epsilon)))
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $slope (v128.load offset=49152 (local.get $at)))
        (local.set $first
          (f32x4.add
            (f32x4.mul (v128.load offset=16384 (local.get $at)) (local.get $firstKept4))
            (f32x4.mul (local.get $slope) (local.get $firstAdded4))))
        (local.set $second
          (f32x4.add
            (f32x4.mul (v128.load offset=32768 (local.get $at)) (local.get $secondKept4))
            (f32x4.mul (f32x4.mul (local.get $slope) (local.get $secondAdded4)) (local.get $slope))))
        (v128.store offset=16384 (local.get $at) (local.get $first))
        (v128.store offset=32768 (local.get $at) (local.get $second))
        (v128.store (local.get $at)
          (f32x4.sub
            (f32x4.mul (v128.load (local.get $at)) (local.get $kept4))
            (f32x4.div
              (f32x4.mul (local.get $first) (local.get $length4))
              (f32x4.add (f32x4.sqrt (local.get $second)) (local.get $epsilon4)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))))
