/*
 * cursors.c
 *	  Cursors, while code of others runs in a session.
 *
 * The server keeps a memory context for each portal, below one of a known
 * name.  A portal that was seen has a callback there, which does nothing but
 * carry what we know of it.
 *
 * A portal that is said to have failed is not run, and one that is pinned is
 * not dropped, by whatever name or way; so both are said of one that is held.
 * The server then ends it after an error as it does any: without running its
 * executor, which it would run of one that is said to be active.
 */
#include "compat.h"

#include "access/xact.h"
#include "nodes/memnodes.h"
#include "utils/memutils.h"

#include "store/cursors.h"

typedef struct CursorTag
{
	MemoryContextCallback callback;
	uint64 number;		  /* that tells it from others of the same name */
	CursorMark mark;	  /* that it is held since; 0: it is not */
	SubTransactionId sub; /* that it is held in */
	/* what was said of it before */
	SubTransactionId active; /* that it ran in last */
	bool pinned;
} CursorTag;

/* The mark of those that are ours. */
#define OURS UINT64_MAX

/* Of portals and of marks: later ones have greater numbers. */
static uint64 last_number;

/* What tells our callback from others. */
static void
portal_ends(void *arg)
{
}

static MemoryContext
all_portals(void)
{
	static MemoryContext portals;

	for (MemoryContext context = TopMemoryContext->firstchild;
		 portals == NULL && context != NULL; context = context->nextchild)
		if (strcmp(context->name, "TopPortalContext") == 0)
			portals = context;
	if (portals == NULL)
		elog(ERROR, "could not find the cursors of the session");
	return portals;
}

/*
 * The portal of a context; null for one that is not told any more, whose name
 * a later one may have.
 */
static Portal
portal_of(MemoryContext context)
{
	Portal portal = GetPortalByName(context->ident);

	return PortalIsValid(portal) && portal->portalContext == context ? portal
																	 : NULL;
}

/* The tag of a portal that was seen before, or else null. */
static CursorTag *
tag_of(MemoryContext portal)
{
	for (MemoryContextCallback *callback = portal->reset_cbs; callback != NULL;
		 callback = callback->next)
		if (callback->func == portal_ends)
			return callback->arg;
	return NULL;
}

static CursorTag *
make_tag(MemoryContext portal)
{
	CursorTag *tag = tag_of(portal);

	if (tag != NULL)
		return tag;
	tag = MemoryContextAllocZero(portal, sizeof *tag);
	tag->number = ++last_number;
	tag->callback.func = portal_ends;
	tag->callback.arg = tag;
	MemoryContextRegisterResetCallback(portal, &tag->callback);
	return tag;
}

/* Nor may a subtransaction that it ran in take it for one that failed. */
static void
hold(Portal portal, CursorTag *tag, CursorMark mark)
{
	tag->pinned = portal->portalPinned;
	tag->active = portal->activeSubid;
	tag->mark = mark;
	tag->sub = GetCurrentSubTransactionId();
	portal->status = PORTAL_FAILED;
	portal->portalPinned = true;
	portal->activeSubid = InvalidSubTransactionId;
}

static void
let_go(Portal portal, CursorTag *tag)
{
	portal->status = PORTAL_READY;
	portal->portalPinned = tag->pinned;
	portal->activeSubid = tag->active;
	tag->mark = 0;
}

/* The portal of a context, and its tag, if it is held; or else null. */
static CursorTag *
held(MemoryContext context, Portal *portal)
{
	CursorTag *tag = tag_of(context);

	*portal = portal_of(context);
	return *portal != NULL && tag != NULL && tag->mark != 0 ? tag : NULL;
}

/* After an error those that were held in what has failed are as before. */
static void
sub_ends(SubXactEvent event, SubTransactionId sub, SubTransactionId parent,
		 void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
	{
		Portal portal;
		CursorTag *tag = held(context, &portal);

		if (tag == NULL)
			continue;
		if (tag->active == sub)
			tag->active = parent;
		if (tag->sub != sub)
			continue;
		tag->sub = parent;
		/* what was made in it goes with it */
		if (event == SUBXACT_EVENT_ABORT_SUB && portal->createSubid != sub)
			let_go(portal, tag);
	}
}

/* What other transactions have left is as before; all else is about to go. */
static void
transaction_ends(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_ABORT)
		return;
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
	{
		Portal portal;
		CursorTag *tag = held(context, &portal);

		if (tag == NULL)
			continue;
		let_go(portal, tag);
		if (portal->createSubid != InvalidSubTransactionId)
			portal->status = PORTAL_FAILED;
	}
}

static void
watch_errors(void)
{
	static bool watched;

	if (watched)
		return;
	RegisterSubXactCallback(sub_ends, NULL);
	RegisterXactCallback(transaction_ends, NULL);
	watched = true;
}

CursorMark
cursors_hold(void)
{
	CursorMark mark;

	watch_errors();
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
		(void) make_tag(context);
	mark = ++last_number;
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
	{
		Portal portal = portal_of(context);

		if (portal != NULL && portal->status == PORTAL_READY)
			hold(portal, tag_of(context), mark);
	}
	return mark;
}

/* Close a cursor, unless a statement is running it, or it is ours. */
static void
close_cursor(Portal portal, const CursorTag *tag)
{
	if (portal->status == PORTAL_ACTIVE || (tag != NULL && tag->mark != 0))
		return;
	if (portal->portalPinned)
		UnpinPortal(portal);
	PortalDrop(portal, false);
}

void
cursors_release(CursorMark mark)
{
	MemoryContext next;

	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = next)
	{
		CursorTag *tag = tag_of(context);
		Portal portal = portal_of(context);

		next = context->nextchild;
		if (portal == NULL)
			continue;
		if (tag == NULL || tag->number > mark)
			close_cursor(portal, tag);
		else if (tag->mark == mark)
			let_go(portal, tag);
	}
}

Portal
cursor_open(SPIPlanPtr plan, Datum *values, bool read_only)
{
	Portal portal = SPI_cursor_open(NULL, plan, values, NULL, read_only);

	watch_errors();
	hold(portal, make_tag(portal->portalContext), OURS);
	return portal;
}

void
cursor_fetch(Portal portal, long rows)
{
	CursorTag *tag = tag_of(portal->portalContext);

	let_go(portal, tag);
	SPI_cursor_fetch(portal, true, rows);
	hold(portal, tag, OURS);
}

void
cursor_close(Portal portal)
{
	let_go(portal, tag_of(portal->portalContext));
	SPI_cursor_close(portal);
}
