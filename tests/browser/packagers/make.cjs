/* node make.cjs PACKAGER VERSION CONTENT FOLDER: make one SCORM package below FOLDER.

   The packagers write as they always do; what they print goes to standard error. The last line on
   standard output names what was made: a zip, or a folder that only has to be zipped. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const [packager, version, content, folder] = process.argv.slice(2);
const TITLE = "An invented course from a packager";
console.log = console.error;

function tell(place) {
  process.stdout.write(`${place}\n`);
}

/** A copy of the content, since both write into the folder that they pack. */
function copied() {
  const inside = path.join(folder, "course");
  fs.cpSync(content, inside, { recursive: true });
  return inside;
}

/** Writes schemas, metadata and manifest beside the content, and zips all of it. */
function simple() {
  require("simple-scorm-packager")(
    {
      version,
      organization: "Invented academy",
      title: TITLE,
      language: "en",
      masteryScore: 70,
      startingPage: "start.html",
      source: copied(),
      package: {
        version: "1.0.0",
        zip: true,
        outputFolder: folder,
        description: "Invented, for a test.",
        author: "Invented",
      },
    },
    () => tell(path.join(folder, fs.readdirSync(folder).find((name) => /\.zip$/.test(name)))),
  );
}

/** A plugin of gulp: it is given files and adds a manifest that lists them. */
function gulp() {
  const File = require("gulp-util").File;
  const inside = copied();
  const stream = require("gulp-scorm-manifest")({
    version,
    courseId: "invented-course",
    SCOtitle: TITLE,
    moduleTitle: "The one part",
    launchPage: "start.html",
    path: "",
    fileName: "imsmanifest.xml",
  });
  stream.on("data", (file) => fs.writeFileSync(file.path, file.contents));
  stream.on("end", () => tell(inside));
  for (const name of fs.readdirSync(inside)) {
    const place = path.join(inside, name);
    stream.write(new File({ cwd: inside, base: inside, path: place, contents: fs.readFileSync(place) }));
  }
  stream.end();
}

({ simple, gulp })[packager]();
