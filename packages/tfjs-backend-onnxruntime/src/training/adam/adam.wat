;; A step of Adam over four lists: variable, first moment, second moment and gradient. The first three are changed in
;; place. After a change: node src/training/adam/compile.mjs
(module
  (memory (import "adam" "memory") 1)
  (func (export "step")
    ;; elements, the next multiple of 4 of them
    (param $count i32)
    ;; where the lists begin
    (param $variable i32) (param $firstMoment i32) (param $secondMoment i32) (param $gradient i32)
    (param $kept f32) (param $firstKept f32) (param $firstAdded f32)
    (param $secondKept f32) (param $secondAdded f32) (param $length f32) (param $epsilon f32)
    (local $end i32)
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
    (local.set $end (i32.add (local.get $gradient) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $gradient) (local.get $end)))
        (local.set $slope (v128.load (local.get $gradient)))
        (local.set $first
          (f32x4.add
            (f32x4.mul (v128.load (local.get $firstMoment)) (local.get $firstKept4))
            (f32x4.mul (local.get $slope) (local.get $firstAdded4))))
        (local.set $second
          (f32x4.add
            (f32x4.mul (v128.load (local.get $secondMoment)) (local.get $secondKept4))
            (f32x4.mul (f32x4.mul (local.get $slope) (local.get $secondAdded4)) (local.get $slope))))
        (v128.store (local.get $firstMoment) (local.get $first))
        (v128.store (local.get $secondMoment) (local.get $second))
        (v128.store (local.get $variable)
          (f32x4.sub
            (f32x4.mul (v128.load (local.get $variable)) (local.get $kept4))
            (f32x4.div
              (f32x4.mul (local.get $first) (local.get $length4))
              (f32x4.add (f32x4.sqrt (local.get $second)) (local.get $epsilon4)))))
        (local.set $variable (i32.add (local.get $variable) (i32.const 16)))
        (local.set $firstMoment (i32.add (local.get $firstMoment) (i32.const 16)))
        (local.set $secondMoment (i32.add (local.get $secondMoment) (i32.const 16)))
        (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
        (br $next)))))
