#!/bin/sh
# Builds @tensorflow/tfjs-node 4.22.0 where its own download cannot be had: TensorFlow's library and headers come from
# the wheel of tensorflow-cpu on PyPI, the binding is compiled from the sources in the npm package. Linux x86-64; needs
# node, npm, a C++ compiler, make and Python 3 with pip. No Python is needed afterwards.
#
# usage: sh build-tfjs-node.sh [folder]     default: .cache/tfjs-node in the workspace
#
# Then, for any program: NODE_PATH=<folder>/node_modules node program.mjs
set -eu

workspace=$(cd "$(dirname "$0")/../../.." && pwd)
folder=${1:-$workspace/.cache/tfjs-node}
python=${PYTHON:-python3}
mkdir -p "$folder"
cd "$folder"

[ -f package.json ] || echo '{ "private": true }' > package.json
npm install --ignore-scripts --legacy-peer-deps --no-audit --no-fund \
  @tensorflow/tfjs-node@4.22.0 @tensorflow/tfjs@4.22.0 node-gyp@11.5.0

# One copy of TensorFlow.js: the one that the workspace's packages use.
if [ -d "$workspace/node_modules/@tensorflow/tfjs" ]; then
  rm -rf node_modules/@tensorflow/tfjs
  ln -s "$workspace/node_modules/@tensorflow/tfjs" node_modules/@tensorflow/tfjs
fi

package=$folder/node_modules/@tensorflow/tfjs-node
wheel=$folder/wheel
if [ ! -f "$package/deps/lib/libtensorflow.so" ]; then
  "$python" -m pip download --quiet --no-deps --only-binary=:all: --implementation cp --python-version 3.11 \
    --platform manylinux_2_17_x86_64 --dest "$wheel" tensorflow-cpu==2.15.1
  "$python" - "$wheel" "$package/deps" <<'PYTHON'
import pathlib, sys, zipfile
wheel, deps = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(next(wheel.glob("*.whl"))) as archive:
    for name in archive.namelist():
        if name.endswith("/"):
            continue
        if name.startswith("tensorflow/include/tensorflow/") or name.startswith("tensorflow/include/tsl/"):
            target = deps / name.removeprefix("tensorflow/")
        elif name.startswith("tensorflow/libtensorflow"):
            target = deps / "lib" / pathlib.Path(name).name
        else:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))
PYTHON
  rm -r "$wheel"
  ln -sf libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
  ln -sf libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"
fi

# The headers of Node lie beside it in most installations; node-gyp fetches them otherwise.
headers=$(node -p "path.resolve(process.execPath, '../..')")
[ -f "$headers/include/node/node_api.h" ] || headers=
cd "$package"
"$folder/node_modules/.bin/node-gyp" rebuild ${headers:+"--nodedir=$headers"} -- \
  -Dmodule_name=tfjs_binding -Dmodule_path=lib/napi-v8 -Dnapi_build_version=8
cd "$folder"
node -e "const tf = require('@tensorflow/tfjs-node'); console.log(tf.getBackend(), tf.version['tfjs-node'])"
