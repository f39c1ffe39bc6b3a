// Package office holds the pages of imports, exports and the log. Its routes are in
// [Wing].
package office

import (
	"embed"

	"lindung/access"
	"lindung/internal/desk"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "office", Staff: true, Templates: templates, Views: []desk.View{
	filesView, filePreviewView, batchView, batchUndoView, logView, logVerifyView,
}, Routes: []desk.Route{
	{Pattern: "GET /files", Who: desk.Actors, Action: access.ImportList, On: desk.OwnOrg, Do: listFiles},
	{Pattern: "POST /files/preview", Who: desk.Actors, Action: access.ImportRun, Do: previewFile, Upload: mostImport, Free: true, Page: "/files"},
	{Pattern: "GET /files/uploads/{upload}", Who: desk.Actors, Action: access.ImportRun, On: desk.OwnOrg, Do: showPreview},
	{Pattern: "GET /files/uploads/{upload}/columns", Who: desk.Actors, Action: access.ImportRun, On: desk.OwnOrg, Do: askColumns},
	{Pattern: "POST /files/uploads/{upload}/columns", Who: desk.Actors, Action: access.ImportRun, Do: saveColumns},
	{Pattern: "GET /files/uploads/{upload}/refused", Who: desk.Actors, Action: access.ImportRun, On: desk.OwnOrg, Do: sendRefused},
	{Pattern: "POST /files/import", Who: desk.Actors, Action: access.ImportRun, Do: importFile, Page: "/files"},
	{Pattern: "GET " + exportPath, Who: desk.Actors, Action: access.ImportList, On: desk.OwnOrg, Do: askExport},
	{Pattern: "POST " + exportPath, Who: desk.Actors, Action: access.ExportRun, Do: exportFile, Free: true},
	{Pattern: "GET /files/batches/{id}", Who: desk.Actors, Action: access.ImportList, On: desk.OwnOrg, Do: showBatch},
	{Pattern: "GET /files/batches/{id}/undo", Who: desk.Actors, Action: access.ImportList, On: desk.OwnOrg, Do: askUndo},
	{Pattern: "POST /files/batches/{id}/undo", Who: desk.Actors, Action: access.ImportUndo, Do: undoBatch},
	{Pattern: "GET /log", Who: desk.Actors, Action: access.LogRead, On: desk.OwnOrg, Do: showLog},
	{Pattern: "POST /log/find", Who: desk.Actors, Action: access.LogRead, Do: findInLog, Free: true, Page: "/log"},
	{Pattern: "GET /log/verify", Who: desk.Actors, Action: access.LogRead, On: desk.OwnOrg, Do: newVerify},
	{Pattern: "POST /log/verify", Who: desk.Actors, Action: access.LogVerify, Do: verifyLog, Free: true},
	{Pattern: "GET /log/verified", Who: desk.Actors, Action: access.LogRead, On: desk.OwnOrg, Do: showVerified},
	{Pattern: "POST /log/export", Who: desk.Actors, Action: access.LogExport, Do: exportLog, Free: true, Page: "/log/verify"},
}}
