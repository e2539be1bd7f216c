// Begins what the page does by itself.

import { startComposer } from "./composer.js";
import { startControls } from "./controls.js";
import { localize, keepTime } from "./local_formats.js";
import { startFaults } from "./faults.js";
import { startInspector } from "./inspector.js";
import { startKeyboard } from "./keyboard.js";
import { connect } from "./live.js";
import { startLog } from "./log.js";
import { startMenus } from "./menus.js";
import { startMore } from "./more.js";
import { refresh, startNavigating } from "./navigate.js";
import { startPanels } from "./panels.js";
import { startPopover } from "./popover.js";
import { startRecording } from "./record.js";
import { startSelects } from "./select.js";
import { readPage } from "./store.js";
import { startUploads } from "./uploads.js";

readPage();
localize(document);
keepTime();
for (const start of [
  startPopover, startPanels, startLog, startComposer, startUploads, startMore, startControls, startSelects, startMenus,
  startKeyboard, startInspector, startRecording, startFaults, startNavigating,
]) start();
connect(refresh);
