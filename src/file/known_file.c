/*
 * known_file.c
 *	  What of a file a store has already: by its key, path or content.
 *
 * These are steps of a load, each in a transaction of its own.
 */
#include "compat.h"

#include "feed/ledger.h"
#include "file/content_hash.h"
#include "file/file_format.h"
#include "file/file_ledger.h"
#include "file/known_file.h"
#include "file/load_state.h"
#include "trips/key_lock.h"

void
known_lock_key(void *arg)
{
	FileLoad *load = arg;

	if (load->entry.key == NULL)
		return;
	load->key_locked =
		store_lock_key(load->store, KEY_OF_LOAD, load->entry.key, true, true);
}

/* Whatever is loaded already: say so. */
static void
nothing_loaded(const FileLoad *load, int64 before, const char *what)
{
	ereport(NOTICE,
			(errmsg("nothing is loaded: load " INT64_FORMAT " had %s", before,
					what),
			 errhint("Use tripgrid.undo_load(" INT64_FORMAT ") to remove what "
					 "it brought%s.",
					 before,
					 load->entry.key == NULL ? ", or again => true" : "")));
}

/* Look for the key: for what was loaded, or cut off. */
void
known_by_key(void *arg)
{
	FileLoad *load = arg;
	const FileEntry *wanted = &load->entry;
	MemoryContext old;
	StoreCaller caller;
	FileEntry found;

	if (wanted->key == NULL)
		return;
	old = MemoryContextSwitchTo(load->context);
	caller = store_become_owner(load->store);
	found = ledger_of_key(load->store, wanted->key);
	store_resume(caller);
	MemoryContextSwitchTo(old);
	if (found.load_id == 0)
		return;
	if (!found.running)
	{
		nothing_loaded(load, found.load_id,
					   psprintf("the key \"%s\"", wanted->key));
		load->result->loaded = false;
		return;
	}
	if (found.path == NULL || strcmp(found.feed, wanted->feed) != 0 ||
		found.file_bytes != wanted->file_bytes)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("load " INT64_FORMAT " has the key \"%s\", was cut off, "
					"and was of another file or feed",
					found.load_id, wanted->key),
			 errdetail("It was of file \"%s\" with " INT64_FORMAT
					   " bytes into feed \"%s\".",
					   found.path ? found.path : "", found.file_bytes,
					   found.feed),
			 errhint("Load that file again to go on with it, or use "
					 "tripgrid.undo_load(" INT64_FORMAT ").",
					 found.load_id)));
	load->entry.load_id = found.load_id;
}

/* Read the whole content for its hash. */
static void
hash_content(FileLoad *load)
{
	Source *source =
		source_open_as(load->request->path, file_unicode(load->request));
	ContentHash *hash = content_hash_begin();
	char *block = palloc(SOURCE_INPUT);
	size_t len;

	while ((len = source_read(source, block, SOURCE_INPUT)) > 0)
		content_hash_add(hash, block, len);
	load->sha256 = content_hash_end(hash);
	load->content_bytes = source->offset;
	source_close(source);
	pfree(block);
}

/* How long the content is tells a compressed file only when it is read. */
void
known_measure(void *arg)
{
	FileLoad *load = arg;
	MemoryContext old = MemoryContextSwitchTo(load->context);

	load->content_bytes = load->source->file_bytes;
	if (source_compressed(load->source))
		hash_content(load);
	load->content_key = psprintf(UINT64_FORMAT, load->content_bytes);
	MemoryContextSwitchTo(old);
	load->content_locked = store_lock_key(load->store, KEY_OF_CONTENT,
										  load->content_key, true, true);
}

/*
 * A load of the file was cut off that cannot be gone on with, since the file
 * has grown or shrunk: what it brought may be loaded for a second time.
 */
static void
warn_of_other_size(FileLoad *load)
{
	StoreCaller caller = store_become_owner(load->store);
	FileEntry found =
		ledger_of_path(load->store, load->entry.path, load->entry.file_bytes);
	bool cut_off = found.load_id != 0 &&
				   store_lock_load(load->store, found.load_id, false, false);

	store_resume(caller);
	if (cut_off)
		ereport(
			WARNING,
			(errmsg("load " INT64_FORMAT " of file \"%s\" was cut off when "
					"the file had another size",
					found.load_id, load->entry.path),
			 errdetail("What it brought is still there; the file is loaded "
					   "from its beginning."),
			 errhint("Use tripgrid.undo_load(" INT64_FORMAT ").",
					 found.load_id)));
}

/* Tell whether the content has what a chunk of another load was. */
static bool
has_chunk(const FileLoad *load, const ChunkDone *chunk)
{
	Source *source =
		source_open_as(load->request->path, file_unicode(load->request));
	char *block = palloc(SOURCE_INPUT);
	uint64 left = chunk->end - chunk->first;
	pg_crc32c crc;
	size_t len;

	INIT_CRC32C(crc);
	source_skip(source, chunk->first);
	while (left > 0 &&
		   (len = source_read(source, block, Min(left, SOURCE_INPUT))) > 0)
	{
		COMP_CRC32C(crc, block, len);
		left -= len;
	}
	FIN_CRC32C(crc);
	source_close(source);
	pfree(block);
	return left == 0 && EQ_CRC32C(crc, chunk->crc);
}

/* Load it under its name, or with its arguments, to go on with it. */
static void
refuse_second(const FileLoad *load, const FileEntry *found)
{
	char *key = found->key == NULL ? "no key"
								   : psprintf("load_key => %s",
											  quote_literal_cstr(found->key));

	if (strcmp(found->path, load->entry.path) != 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("load " INT64_FORMAT " of file \"%s\", which begins as "
					"this file does, was cut off",
					found->load_id, found->path),
			 errdetail("What it brought is still there."),
			 errhint("Load it under that name to go on, or use "
					 "tripgrid.undo_load(" INT64_FORMAT
					 "). With again => true it is loaded beside that.",
					 found->load_id)));
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		 errmsg("load " INT64_FORMAT " of file \"%s\" was cut off, and was "
				"begun with another key or feed",
				found->load_id, found->path),
		 errdetail("It was begun with feed => %s and %s. What it brought "
				   "is still there.",
				   quote_literal_cstr(found->feed), key),
		 errhint("Give these arguments to go on, or use "
				 "tripgrid.undo_load(" INT64_FORMAT
				 "). With again => true it is loaded beside that.",
				 found->load_id)));
}

/*
 * Another load of the same content was cut off, under another name, packed or
 * not, with another key, or through another feed: what it brought is still
 * there, and would be loaded for a second time.
 */
static void
refuse_cut_off(FileLoad *load)
{
	StoreCaller caller = store_become_owner(load->store);
	int found;
	FileEntry *entries = ledger_of_others(load->store, &load->entry, &found);

	store_resume(caller);
	for (int i = 0; i < found; i++)
	{
		ChunkDone *chunks = NULL;
		int count = 0;

		caller = store_become_owner(load->store);
		if (store_lock_load(load->store, entries[i].load_id, false, false))
			chunks = ledger_chunks(load->store, entries[i].load_id, &count);
		store_resume(caller);
		if (count > 0 && has_chunk(load, &chunks[0]))
			refuse_second(load, &entries[i]);
	}
}

/*
 * Without a key, look for a load of the file that was cut off, and for others
 * of its content.  Only now: who had the lock on the content may have left
 * one.
 */
void
known_by_file(void *arg)
{
	FileLoad *load = arg;
	FileEntry *wanted = &load->entry;

	if (wanted->key == NULL)
	{
		StoreCaller caller = store_become_owner(load->store);

		wanted->load_id =
			ledger_of_file(load->store, wanted->path, wanted->feed,
						   wanted->file_bytes, load->feed.loads_before)
				.load_id;
		store_resume(caller);
	}
	if (!load->request->again)
		refuse_cut_off(load);
	if (wanted->load_id == 0)
		warn_of_other_size(load);
}

static bool
size_is_known(FileLoad *load)
{
	StoreCaller caller = store_become_owner(load->store);
	bool known = ledger_has_size(load->store, (int64) load->content_bytes);

	store_resume(caller);
	return known;
}

/*
 * Look for the same content under whatever name.  If it was loaded since this
 * load was cut off, what this one has brought has to go first.
 */
void
known_by_content(void *arg)
{
	FileLoad *load = arg;
	MemoryContext old = MemoryContextSwitchTo(load->context);
	StoreCaller caller;
	FileEntry found;

	if (load->request->again || !size_is_known(load))
	{
		MemoryContextSwitchTo(old);
		return;
	}
	if (load->sha256 == NULL)
		hash_content(load);
	caller = store_become_owner(load->store);
	found = ledger_of_content(load->store, load->sha256, load->task.target,
							  load->feed.loads_before);
	store_resume(caller);
	MemoryContextSwitchTo(old);
	load->same_content = found.load_id;
	if (found.load_id == 0 || load->entry.load_id != 0)
		return;
	nothing_loaded(load, found.load_id, "the same content");
	load->result->loaded = false;
}

/* Take back a load that was cut off, and whose content another has loaded. */
void
known_give_way(void *arg)
{
	FileLoad *load = arg;
	StoreCaller caller;
	FileEntry entry;

	if (load->same_content == 0)
		return;
	caller = store_become_writer(load->store);
	entry = ledger_of_load(load->store, load->entry.load_id);
	if (entry.running)
		(void) ledger_take_back(load->store, entry.load_id, LEDGER_FAILED,
								psprintf("load " INT64_FORMAT
										 " had the same content",
										 load->same_content),
								false);
	store_resume(caller);
	nothing_loaded(load, load->same_content, "the same content");
	load->result->loaded = false;
}
