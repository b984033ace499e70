/**
 * Frames that say nothing about the program: the allocator's, the lock's, the signal handler's. Text profiles do not name them, so
 * google/pprof adds the expressions itself (legacy_profile.go, addLegacyFrameInfo); these are the same functions.
 */
export function legacyFrames(types: readonly string[]): { dropFrames: string; keepFrames: string } {
  const is = (...wanted: string[]): boolean => wanted.length === types.length && wanted.every((type, i) => type === types[i]);
  if (
    is('allocations', 'size') ||
    is('objects', 'space') ||
    is('inuse_objects', 'inuse_space') ||
    is('alloc_objects', 'alloc_space') ||
    is('alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space')
  ) {
    return { dropFrames: allocators.join('|'), keepFrames: keptRuntime.join('|') };
  }
  return { dropFrames: (is('contentions', 'delay') ? locks : profilers).join('|'), keepFrames: '' };
}

const allocators = [
  'calloc',
  'cfree',
  'malloc',
  'free',
  'memalign',
  'do_memalign',
  '(__)?posix_memalign',
  'pvalloc',
  'valloc',
  'realloc',
  'tcmalloc::.*',
  'tc_calloc',
  'tc_cfree',
  'tc_malloc',
  'tc_free',
  'tc_memalign',
  'tc_posix_memalign',
  'tc_pvalloc',
  'tc_valloc',
  'tc_realloc',
  'tc_new',
  'tc_delete',
  'tc_newarray',
  'tc_deletearray',
  'tc_new_nothrow',
  'tc_newarray_nothrow',
  'malloc_zone_malloc',
  'malloc_zone_calloc',
  'malloc_zone_valloc',
  'malloc_zone_realloc',
  'malloc_zone_memalign',
  'malloc_zone_free',
  'runtime\\..*',
  'BaseArena::.*',
  '(::)?do_malloc_no_errno',
  '(::)?do_malloc_pages',
  '(::)?do_malloc',
  'DoSampledAllocation',
  'MallocedMemBlock::MallocedMemBlock',
  '_M_allocate',
  '__builtin_(vec_)?delete',
  '__builtin_(vec_)?new',
  '__gnu_cxx::new_allocator::allocate',
  '__libc_malloc',
  '__malloc_alloc_template::allocate',
  'allocate',
  'cpp_alloc',
  'operator new(\\[\\])?',
  'simple_alloc::allocate',
];

const keptRuntime = ['runtime\\.panic', 'runtime\\.reflectcall', 'runtime\\.call[0-9]*'];

const profilers = ['ProfileData::Add', 'ProfileData::prof_handler', 'CpuProfiler::prof_handler', '__pthread_sighandler', '__restore'];

const locks = [
  'RecordLockProfileData',
  '(base::)?RecordLockProfileData.*',
  '(base::)?SubmitMutexProfileData.*',
  '(base::)?SubmitSpinLockProfileData.*',
  '(base::Mutex::)?AwaitCommon.*',
  '(base::Mutex::)?Unlock.*',
  '(base::Mutex::)?UnlockSlow.*',
  '(base::Mutex::)?ReaderUnlock.*',
  '(base::MutexLock::)?~MutexLock.*',
  '(Mutex::)?AwaitCommon.*',
  '(Mutex::)?Unlock.*',
  '(Mutex::)?UnlockSlow.*',
  '(Mutex::)?ReaderUnlock.*',
  '(MutexLock::)?~MutexLock.*',
  '(SpinLock::)?Unlock.*',
  '(SpinLock::)?SlowUnlock.*',
  '(SpinLockHolder::)?~SpinLockHolder.*',
];
